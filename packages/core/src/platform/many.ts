import { z } from "zod";
import { inTransaction } from "./context";
import { type Endpoint, mutation, type WireName } from "./endpoint";
import type { ErrorDetails, ProtocolError } from "./errors";
import { asProtocolError } from "./invoke";

/** The failures of a `*_many` call (wire-protocol §5, "Batch operations"). */
const Failed = z.array(
  z.object({
    id: z.string(),
    error: z.object({
      codes: z.tuple([z.number().int(), z.number().int()]),
      msg: z.string(),
      data: z.record(z.string(), z.unknown()),
    }),
  }),
);

/**
 * The `*_many` form of an endpoint that takes one id: HTTP 200 with `{succeeded: [{id, …}], failed: [{id, error}]}`, one transaction an id,
 * so that a failure undoes its own work only (wire-protocol §5).
 * @param options.key the field of the single call that holds the id (`task`, `model`).
 * @param options.pick what of the single reply goes into `succeeded[]`; all of it by default.
 * @param options.extra fields added to the whole reply from the single replies (`queue_watched`).
 */
export function many<Request extends z.ZodObject, Response extends z.ZodType>(
  single: Endpoint<Request, Response>,
  options: {
    readonly name: WireName;
    readonly since: string;
    readonly key: string;
    readonly summary: string;
    readonly pick?: (reply: z.output<Response>) => Record<string, unknown>;
    readonly extra?: (replies: readonly z.output<Response>[]) => Record<string, unknown>;
  },
) {
  const { [options.key]: _id, ...rest } = single.request.shape as Record<string, z.ZodType>;
  return mutation({
    name: options.name,
    since: options.since,
    auth: single.auth,
    summary: options.summary,
    request: z.object({ ...rest, ids: z.array(z.string()).min(1) }),
    response: z.looseObject({ succeeded: z.array(z.looseObject({ id: z.string() })), failed: Failed }),
  }).handle(async (ctx, { ids, ...others }) => {
    const succeeded: Array<{ id: string } & Record<string, unknown>> = [];
    const failed: z.output<typeof Failed> = [];
    const replies: z.output<Response>[] = [];
    for (const id of ids) {
      try {
        const reply = (await inTransaction(ctx, (tx) =>
          single.handler(tx, { ...others, [options.key]: id } as never),
        )) as z.output<Response>;
        replies.push(reply);
        succeeded.push({ id, ...(options.pick ? options.pick(reply) : (reply as Record<string, unknown>)) });
      } catch (error) {
        const known = asProtocolError(error);
        if (!known) throw error;
        failed.push({ id, error: failure(known) });
      }
    }
    return { succeeded, failed, ...options.extra?.(replies) };
  });
}

function failure(error: ProtocolError): { codes: [number, number]; msg: string; data: ErrorDetails } {
  return { codes: [error.code, error.subcode], msg: error.message, data: error.details };
}
