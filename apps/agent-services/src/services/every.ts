import { setTimeout as sleep } from "node:timers/promises";

/**
 * Does something again and again, with a pause in between, until it is told to stop. A failure is the next round's affair.
 * @returns when the last round has ended.
 */
export async function every(
  milliseconds: number,
  signal: AbortSignal,
  onError: (error: unknown) => void,
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch(onError);
    await sleep(milliseconds, undefined, { signal }).catch(() => {});
  }
}
