import { ProtocolError } from "@limpid/core/platform/errors";
import { initTRPC, TRPCError } from "@trpc/server";
import type { RouterContext } from "./context";

/** Milliseconds between two signs of life of a subscription, and after which a client that has none connects anew. */
const PING = 10_000;
const SILENCE = 25_000;

export const t = initTRPC.context<RouterContext>().create({
  sse: { ping: { enabled: true, intervalMs: PING }, client: { reconnectAfterInactivityMs: SILENCE } },
  errorFormatter({ shape, error }) {
    const { cause } = error;
    if (!(cause instanceof ProtocolError))
      return {
        ...shape,
        message: "Something went wrong on the server",
        data: { ...shape.data, stack: undefined, protocol: null },
      };
    return {
      ...shape,
      message: cause.message,
      data: { ...shape.data, stack: undefined, protocol: { code: cause.code, subcode: cause.subcode } },
    };
  },
});

/** HTTP status of the protocol → tRPC's word for it. */
const TRPC_CODES: Readonly<Record<number, TRPCError["code"]>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  413: "PAYLOAD_TOO_LARGE",
  429: "TOO_MANY_REQUESTS",
  503: "SERVICE_UNAVAILABLE",
};

/** A failure of a call as tRPC tells it. */
export function asTRPCError(error: unknown): TRPCError {
  const known = error instanceof ProtocolError;
  const code = (known && TRPC_CODES[error.code]) || "INTERNAL_SERVER_ERROR";
  return new TRPCError({ code, message: known ? error.message : "Internal error", cause: error });
}
