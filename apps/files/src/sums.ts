import type { FileSum } from "@limpid/core/storage/count";
import { placeOfFile } from "@limpid/core/storage/layout";
import type { Driver } from "./drivers/driver";

/** Sums that are held at once. */
const HELD = 1000;
/** Files after which what is known is told, so that whoever waits sees that it goes on. */
const TELL_AFTER = 20_000;

/**
 * What the files of each task and kind come to. One task and kind may come several times: the sums are to be added up. Holds few of them at
 * once, however many files there are.
 */
export async function* sumFiles(driver: Driver): AsyncGenerator<FileSum> {
  let sums = new Map<string, { owner: string; kind: FileSum["kind"]; files: number; bytes: number }>();
  let seen = 0;
  for await (const { path, size } of driver.list()) {
    const { owner, kind } = placeOfFile(path);
    const name = `${kind} ${owner}`;
    const sum = sums.get(name) ?? { owner, kind, files: 0, bytes: 0 };
    sums.set(name, { ...sum, files: sum.files + 1, bytes: sum.bytes + size });
    seen++;
    if (sums.size < HELD && seen < TELL_AFTER) continue;
    yield* sums.values();
    [sums, seen] = [new Map(), 0];
  }
  yield* sums.values();
}
