import { Change } from "./change";
import type { Documents } from "./documents";
import { pause } from "./faults";
import type { Heads } from "./heads";
import { type Owned, Snapshot, VanishedError } from "./snapshot";

/** Owners at once. */
const atOnce = 4;

/** Goes through owners that have something, several at a time. */
export async function eachOwner(
  heads: Heads,
  owners: readonly string[],
  work: (owner: string) => Promise<void>,
): Promise<void> {
  const known = await heads.read([...new Set(owners)].filter((owner) => !owner.includes("\0")));
  const left = known.map(({ owner }) => owner).values();
  const turn = async (): Promise<void> => {
    // Those who share an iterator share the work.
    for (const owner of left) await work(owner);
  };
  await Promise.all(Array.from({ length: atOnce }, turn));
}

/** What is to be changed of one owner, as it was read. */
export interface Attempt {
  readonly snapshot: Snapshot;
  readonly owned: Owned;
  readonly change: Change;
}

/**
 * Changes one owner, anew when others merged meanwhile.
 * @param attempt gives null when its commit came too late
 * @returns undefined of an owner that has nothing
 */
export async function exchange<Result>(
  heads: Heads,
  documents: Documents,
  owner: string,
  attempt: (parts: Attempt) => Promise<Result | null>,
): Promise<Result | undefined> {
  for (let number = 1; ; number++) {
    try {
      const snapshot = await Snapshot.read(heads, documents, [owner]);
      const [owned] = snapshot.owners;
      if (!owned) return undefined;
      const result = await attempt({ snapshot, owned, change: new Change(owned, documents, heads) });
      if (result !== null) return result;
    } catch (error) {
      if (!(error instanceof VanishedError)) throw error;
    }
    await pause(Math.min(number, 4));
  }
}
