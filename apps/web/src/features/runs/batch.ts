/** What a change of many runs gave: wire-protocol §5, "Batch operations". */
export interface BatchReply {
  readonly succeeded: readonly { readonly id: string }[];
  readonly failed: readonly { readonly id: string; readonly error: { readonly msg: string } }[];
}

export interface Outcome {
  readonly succeeded: readonly string[];
  readonly failed: readonly { readonly id: string; readonly reason: string }[];
}

/** Ids in one call: enough to be quick, few enough to show how far it is. */
const CHUNK = 100;

/**
 * Changes many runs, some at a time. One call that fails altogether counts for its runs; the others are still made.
 * @param onProgress told how many are done after each call.
 */
export async function changeMany(
  ids: readonly string[],
  call: (ids: string[]) => Promise<BatchReply>,
  onProgress: (done: number) => void = () => undefined,
  describe: (error: unknown) => string = String,
): Promise<Outcome> {
  const succeeded: string[] = [];
  const failed: { id: string; reason: string }[] = [];
  for (let at = 0; at < ids.length; at += CHUNK) {
    const chunk = ids.slice(at, at + CHUNK);
    try {
      const reply = await call(chunk);
      succeeded.push(...reply.succeeded.map((each) => each.id));
      failed.push(...reply.failed.map((each) => ({ id: each.id, reason: each.error.msg })));
    } catch (error) {
      failed.push(...chunk.map((id) => ({ id, reason: describe(error) })));
    }
    onProgress(Math.min(at + CHUNK, ids.length));
  }
  return { succeeded, failed };
}
