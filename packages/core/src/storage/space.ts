import { statfs } from "node:fs/promises";
import { errors } from "../platform/errors";

/** How much room a disk has, in bytes. */
export interface Room {
  /** For processes that are not the system's own. */
  readonly free: number;
  readonly total: number;
}

/** A disk, and whether what would fill it is refused. */
export interface DiskState extends Room {
  readonly reserve: number;
  readonly low: boolean;
}

export interface DiskOptions {
  /** What lies there, for people: `database`, `files`. */
  readonly name: string;
  /** Any folder on it. */
  readonly folder: string;
  /** Bytes that are kept free; without it 2 % of the disk and at least 1 GiB. 0 turns the guard off. */
  readonly reserve?: number;
  /** Looks at the disk; tests of what no real disk does give their own. */
  readonly measure?: (folder: string) => Promise<Room>;
  /** Milliseconds; default the process's own clock. */
  readonly clock?: () => number;
}

const GIB = 1024 ** 3;
const DEFAULT_PART = 0.02;
/** Refusals end when so many times the reserve is free, so that they do not come and go with every file. */
const RESUME_AT = 1.25;
/** What was seen is believed for so long, in milliseconds: at the speed of a disk little against the reserve. */
const TRUST_MS = 1000;

async function measure(folder: string): Promise<Room> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}

/**
 * Refuses what would fill a disk before the disk is full: a database that cannot write its log stops for everybody. Reads, deletions and all
 * that makes room go on; so do small writes, for which the reserve is there.
 */
export class DiskGuard {
  readonly #options: Required<Omit<DiskOptions, "reserve">> & Pick<DiskOptions, "reserve">;
  #low = false;
  #seen: { readonly at: number; readonly state: Promise<DiskState | null> } | undefined;

  constructor(options: DiskOptions) {
    this.#options = { measure, clock: () => performance.now(), ...options };
  }

  /** How the disk is; null where that cannot be known or nobody wants to. */
  look(): Promise<DiskState | null> {
    const at = this.#options.clock();
    if (!this.#seen || at - this.#seen.at >= TRUST_MS) this.#seen = { at, state: this.#measure() };
    return this.#seen.state;
  }

  async #measure(): Promise<DiskState | null> {
    const { reserve: wanted, folder } = this.#options;
    if (wanted === 0) return null;
    try {
      const { free, total } = await this.#options.measure(folder);
      const reserve = wanted ?? Math.max(GIB, total * DEFAULT_PART);
      this.#low = free < (this.#low ? reserve * RESUME_AT : reserve);
      return { free, total, reserve, low: this.#low };
    } catch {
      // A folder that is not there (yet) is no reason to refuse anything.
      return null;
    }
  }

  /** Lets something be written, or not. @throws 500/4 */
  async admit(): Promise<void> {
    const state = await this.look();
    if (!state?.low) return;
    throw errors.lowDiskSpace(`the disk of ${this.#options.name} is almost full`, {
      free: formatBytes(state.free),
      needed: formatBytes(state.reserve * RESUME_AT),
    });
  }
}

interface DiskEnv {
  /** Where the database's files are, as far as this process can see them. */
  readonly LIMPID_DATABASE_DIR?: string;
  readonly LIMPID_DISK_RESERVE_MB?: number;
}

/** The operator's reserve in bytes. */
export const reserveOf = ({ LIMPID_DISK_RESERVE_MB: megabytes }: DiskEnv): number | undefined =>
  megabytes === undefined ? undefined : megabytes * 1024 * 1024;

/** The guard of the database's disk; none where nobody knows where that is: another machine's disk cannot be seen from here. */
export function watchDatabase(env: DiskEnv): DiskGuard | undefined {
  const { LIMPID_DATABASE_DIR: folder } = env;
  return folder ? new DiskGuard({ name: "the database", folder, reserve: reserveOf(env) }) : undefined;
}

/** `1.5 GiB` */
export function formatBytes(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
