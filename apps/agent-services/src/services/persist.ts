import { setTimeout as sleep } from "node:timers/promises";
import { ProtocolError } from "@limpid/core/platform/errors";
import { RunRefused } from "../launcher/launcher";

/** Milliseconds between the tries, doubled from the first to the last. */
const PAUSE = { first: 100, last: 5000 };

/**
 * Does something that depends on the database or the engine, again and again while they are away. What they refuse is thrown: it will be
 * refused again.
 * @param onFailure told of each failure, before the pause; tries are counted from 1.
 * @throws the signal's reason, as soon as it comes.
 */
export async function persist<T>(
  signal: AbortSignal,
  onFailure: (error: unknown, tries: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  let pause = PAUSE.first;
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ProtocolError || error instanceof RunRefused) throw error;
      onFailure(error, tries);
      await sleep(pause, undefined, { signal }).catch(() => {});
      pause = Math.min(pause * 2, PAUSE.last);
    }
  }
}
