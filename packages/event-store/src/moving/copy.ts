import type { Batch, EventStore } from "../store";
import type { Board } from "./board";
import { ahead, contentOf } from "./content";
import { countOf, Digest, type Fingerprint } from "./digest";

/** Why a move cannot begin, or cannot go on; for the person who makes it. */
export class MoveError extends Error {
  override readonly name = "MoveError";
}

/** The last one keeps writers of the owner waiting. */
const maxCopies = 3;

type OnBatch = (batch: Batch) => void;

/** Copies an owner until nobody has changed it meanwhile; the last time nobody can. From then on writers write it on both sides. */
export async function moveOwner(
  board: Board,
  from: EventStore,
  to: EventStore,
  owner: string,
  onBatch: OnBatch,
): Promise<void> {
  for (let attempt = 1; attempt < maxCopies; attempt++) {
    const version = await board.alone(owner, async (now) => now);
    const copy = await copyOwner(from, to, owner, onBatch);
    if (!copy) continue;
    const isMoved = await board.alone(owner, async (now, connection) => {
      if (now !== version) return false;
      await board.markMoved(connection, owner, copy);
      return true;
    });
    if (isMoved) return;
  }
  await board.alone(owner, async (_version, connection) => {
    const copy = await copyOwner(from, to, owner, onBatch);
    if (!copy) throw new MoveError(`the copy of ${owner} differs from what was read: nothing was switched`);
    await board.markMoved(connection, owner, copy);
  });
}

/** @returns null when the target gives back something else than was read from the source */
async function copyOwner(
  from: EventStore,
  to: EventStore,
  owner: string,
  onBatch: OnBatch,
): Promise<Fingerprint | null> {
  await to.remove({ owners: [owner] });
  const read = new Digest();
  for await (const batch of ahead(contentOf(from, owner))) {
    read.add(batch);
    await to.append(batch);
    onBatch(batch);
  }
  const written = new Digest();
  for await (const batch of ahead(contentOf(to, owner))) written.add(batch);
  const [one, other] = [read.finish(), written.finish()];
  return one.checksum === other.checksum && countOf(one.counts) === countOf(other.counts) ? one : null;
}
