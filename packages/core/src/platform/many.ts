import { z } from "zod";
import { type Context, inTransaction } from "./context";
import { type Endpoint, mutation, type WireName } from "./endpoint";
import type { ErrorDetails, ProtocolError } from "./errors";
import { asProtocolError } from "./invoke";

/** The failures of a call that does the same to many (wire-protocol §5, "Batch operations"). */
const Failed = z.array(
  z.object({
    id: z.string(),
    error: z.object({
      /** Code and subcode of the error table. */
      codes: z.array(z.number().int()).length(2),
      msg: z.string(),
      data: z.record(z.string(), z.unknown()),
    }),
  }),
);

/** `{succeeded: [{id, …}], failed: [{id, error}]}` */
export const ManyReply = z.looseObject({ succeeded: z.array(z.looseObject({ id: z.string() })), failed: Failed });

/** What came of doing the same to many. */
export interface ManyDone<Result> {
  readonly done: ReadonlyArray<{ readonly id: string; readonly result: Result }>;
  readonly failed: z.output<typeof Failed>;
}

/** Does one thing to each of many, each in a transaction of its own, so that a failure undoes its own work only (wire-protocol §5). */
export async function forEachId<Result>(
  ctx: Context,
  ids: readonly string[],
  act: (tx: Context, id: string) => Promise<Result>,
): Promise<ManyDone<Result>> {
  const done: Array<{ id: string; result: Result }> = [];
  const failed: z.output<typeof Failed> = [];
  for (const id of ids) {
    try {
      done.push({ id, result: await inTransaction(ctx, (tx) => act(tx, id)) });
    } catch (error) {
      const known = asProtocolError(error);
      if (!known) throw error;
      failed.push({ id, error: failure(known) });
    }
  }
  return { done, failed };
}

/**
 * The `*_many` form of an endpoint that takes one id: HTTP 200 and {@link ManyReply}, see {@link forEachId}.
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
    response: ManyReply,
  }).handle(async (ctx, { ids, ...others }) => {
    const { done, failed } = await forEachId(
      ctx,
      ids,
      async (tx, id) => (await single.handler(tx, { ...others, [options.key]: id } as never)) as z.output<Response>,
    );
    const succeeded = done.map(({ id, result }) => ({
      id,
      ...(options.pick ? options.pick(result) : (result as Record<string, unknown>)),
    }));
    return { succeeded, failed, ...options.extra?.(done.map(({ result }) => result)) };
  });
}

function failure(error: ProtocolError): { codes: number[]; msg: string; data: ErrorDetails } {
  return { codes: [error.code, error.subcode], msg: error.message, data: error.details };
}
