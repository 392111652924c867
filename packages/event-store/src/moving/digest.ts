import { createHash, type Hash } from "node:crypto";
import { type Batch, type Kind, type ScalarRun, SINGLE_VALUE_ITER, type StoredEvent } from "../store";

/** Events by kind, after overwriting. */
export type Counts = Readonly<Record<Kind, number>>;

/** What an owner has, in short: two owners with the same events have the same, whatever the engine. */
export interface Fingerprint {
  readonly counts: Counts;
  /** SHA-256, hexadecimal. */
  readonly checksum: string;
}

const size = 32;

/** Takes in an owner's content, in the order and wholeness of contentOf, however it is cut into batches. */
export class Digest {
  readonly #counts: Record<Kind, number> = { scalar: 0, vector: 0, image: 0, plot: 0, log: 0 };
  /** The sum of what is finished. */
  readonly #sum = Buffer.alloc(size);
  readonly #kinds = new Map<Kind, Hash>();
  /** Of the curve that is being read: a hash for each combination of what its runs share. */
  readonly #parts = new Map<string, Hash>();
  #curve = "";

  add({ scalars = [], events = [] }: Batch): void {
    for (const run of scalars) this.#addRun(run);
    for (const event of events) this.#addEvent(event);
  }

  #addRun(run: ScalarRun): void {
    const { metric, variant, key = "", worker, x_axis_label, extra, iter, timestamp, value } = run;
    const curve = JSON.stringify([metric, variant, key, iter[0] === SINGLE_VALUE_ITER]);
    if (curve !== this.#curve) this.#finishCurve();
    this.#curve = curve;
    const name = JSON.stringify([curve, worker ?? null, x_axis_label ?? null, extra ?? null, value !== undefined]);
    const hash = this.#parts.get(name) ?? createHash("sha256").update(name);
    this.#parts.set(name, hash);
    const rows = new Float64Array(3 * iter.length);
    for (let index = 0; index < iter.length; index++) {
      rows[3 * index] = iter[index] as number;
      rows[3 * index + 1] = timestamp[index] as number;
      rows[3 * index + 2] = value ? canonical(value[index] as number) : 0;
    }
    hash.update(rows);
    this.#counts.scalar += iter.length;
  }

  #addEvent(event: Exclude<StoredEvent, { kind: "scalar" }>): void {
    const { kind, iter, timestamp, metric, variant, key, worker, extra } = event;
    const hash = this.#kinds.get(kind) ?? createHash("sha256").update(kind);
    this.#kinds.set(kind, hash);
    const shared = [iter ?? null, timestamp, metric, variant, key ?? "", worker ?? null, extra ?? null];
    hash.update(JSON.stringify([...shared, ...ownTexts(event)])).update("\n");
    if (event.kind === "vector") hash.update(Float64Array.from(event.values, canonical));
    this.#counts[kind]++;
  }

  #finishCurve(): void {
    for (const hash of this.#parts.values()) this.#take(hash);
    this.#parts.clear();
  }

  /** Parts of a curve come in no certain order, so they are summed up: names make each of them another. */
  #take(hash: Hash): void {
    const bytes = hash.digest();
    for (let index = 0; index < size; index++) this.#sum[index] = (this.#sum[index] ?? 0) ^ (bytes[index] ?? 0);
  }

  /** Ends it. */
  finish(): Fingerprint {
    this.#finishCurve();
    for (const hash of this.#kinds.values()) this.#take(hash);
    this.#kinds.clear();
    return { counts: { ...this.#counts }, checksum: this.#sum.toString("hex") };
  }
}

/** NaNs are one and the same, -0 is not 0. */
const canonical = (value: number): number => (Number.isNaN(value) ? Number.NaN : value);

/** What an event of its kind has beside the fields of all. */
function ownTexts(event: Exclude<StoredEvent, { kind: "scalar" }>): (string | number | null)[] {
  if (event.kind === "vector") return [event.values.length];
  if (event.kind === "image") return [event.url ?? null];
  return event.kind === "plot" ? [event.plot_str ?? null] : [event.level ?? null, event.msg ?? null];
}

/** All events together. */
export const countOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
