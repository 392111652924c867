import type { AnyEndpoint, Endpoint, EndpointMap, Service } from "@limpid/core/platform/endpoint";
import { definitionsOf } from "@limpid/core/platform/endpoint";
import { ProtocolError } from "@limpid/core/platform/errors";
import { newId } from "@limpid/core/platform/ids";
import { invoke } from "@limpid/core/platform/invoke";
import { LATEST } from "@limpid/core/platform/version";
import { services } from "@limpid/core/services";
import { initTRPC, TRPCError, type TRPCMutationProcedure, type TRPCQueryProcedure } from "@trpc/server";
import type { z } from "zod";
import type { RouterContext } from "./context";

const t = initTRPC.context<RouterContext>().create({
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

/** One procedure for one endpoint; the call itself goes the same way as over REST. */
function procedure(endpoint: AnyEndpoint) {
  const resolver = async ({ ctx, getRawInput }: { ctx: RouterContext; getRawInput: () => Promise<unknown> }) => {
    const input = await getRawInput();
    try {
      const outcome = await invoke(
        ctx.app,
        endpoint,
        { presented: ctx.presented, caller: ctx.caller, version: LATEST, callId: newId() },
        () => input ?? {},
      );
      Object.assign(ctx.effects, outcome.effects);
      return outcome.result;
    } catch (error) {
      const code = (error instanceof ProtocolError && TRPC_CODES[error.code]) || "INTERNAL_SERVER_ERROR";
      throw new TRPCError({
        code,
        message: error instanceof ProtocolError ? error.message : "Internal error",
        cause: error,
      });
    }
  };
  // Validation belongs to invoke(), which must know the caller first; the parser here only carries the types.
  const base = t.procedure.input((value: unknown) => value);
  return endpoint.kind === "query" ? base.query(resolver as never) : base.mutation(resolver as never);
}

/** The newest definition of an entry. */
type Newest<Entry> = Entry extends readonly [infer First, ...unknown[]] ? First : Entry;

/** An empty request may be left out. */
type Given<Request extends z.ZodType> =
  // biome-ignore lint/suspicious/noConfusingVoidType: only void makes an argument that may be left out
  Record<string, never> extends z.input<Request> ? z.input<Request> | void : z.input<Request>;

type ProcedureOf<Entry> =
  Newest<Entry> extends Endpoint<infer Request, infer Response, infer Kind>
    ? Kind extends "query"
      ? TRPCQueryProcedure<{ input: Given<Request>; output: z.output<Response>; meta: object }>
      : Kind extends "mutation"
        ? TRPCMutationProcedure<{ input: Given<Request>; output: z.output<Response>; meta: object }>
        : never
    : never;

type ProceduresOf<Endpoints extends EndpointMap> = {
  [Action in keyof Endpoints as ProcedureOf<Endpoints[Action]> extends never ? never : Action]: ProcedureOf<
    Endpoints[Action]
  >;
};

type Services = (typeof services)[number];
type Routers = { [Entry in Services as Entry["name"]]: ProceduresOf<Entry["endpoints"]> };

function routerOf(entry: Service) {
  const actions = Object.entries(entry.endpoints).flatMap(([action, definitions]) => {
    const newest = definitionsOf(definitions)[0];
    return newest && newest.kind !== "batch" ? [[action, procedure(newest)] as const] : [];
  });
  return t.router(Object.fromEntries(actions));
}

const routers = Object.fromEntries(services.map((entry) => [entry.name, routerOf(entry)]));

/** The typed routers of the web app: one per wire service, procedures under the wire's action names, requests and replies as on the wire. */
export const appRouter = t.router(routers as unknown as Routers);
export type AppRouter = typeof appRouter;

/** Calls procedures without a network hop, for server components. */
export const createCaller = t.createCallerFactory(appRouter);
