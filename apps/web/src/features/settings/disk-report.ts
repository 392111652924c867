import { z } from "zod";

const State = z.object({ free: z.number(), total: z.number(), reserve: z.number(), low: z.boolean() });

/** A disk that a process of the server watches, in bytes. */
export interface DiskReport extends z.output<typeof State> {
  readonly id: "database" | "files";
}

/** What everybody is told of a disk; figures are for administrators. */
export interface LowDisk {
  readonly id: DiskReport["id"];
  readonly free?: number;
  readonly total?: number;
}

const Health = z.object({ disk: State.nullish() });

/** The disk that an answer of `/health` speaks of; null when it speaks of none. */
export function diskOf(id: DiskReport["id"], answer: unknown): DiskReport | null {
  const { data } = Health.safeParse(answer);
  return data?.disk ? { id, ...data.disk } : null;
}

/** Asks API and file server for their disks; of one that does not answer nothing is known. */
export async function readDisks(addresses: { readonly api: string; readonly files: string }): Promise<DiskReport[]> {
  const ask = async (id: DiskReport["id"], address: string) => {
    const answer = await fetch(`${address}/health`, { signal: AbortSignal.timeout(4000), cache: "no-store" });
    return diskOf(id, await answer.json());
  };
  const asked = await Promise.allSettled([ask("database", addresses.api), ask("files", addresses.files)]);
  return asked.flatMap((result) => (result.status === "fulfilled" && result.value ? result.value : []));
}
