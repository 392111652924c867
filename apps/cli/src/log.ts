import { createWriteStream, fstatSync, openSync, renameSync, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

const limit = 20 * 1024 * 1024;
const levels = new Map([
  [10, "trace"],
  [20, "debug"],
  [30, "info"],
  [40, "warn"],
  [50, "error"],
  [60, "fatal"],
]);

/** A log file that starts anew when it is full; the last full one stays beside it as `.1`. */
export class LogFile {
  #stream: WriteStream | undefined;
  #size = 0;

  constructor(readonly path: string) {}

  write(line: string): void {
    try {
      this.#stream ??= this.#open();
      this.#size += Buffer.byteLength(line) + 1;
      this.#stream.write(`${line}\n`);
      if (this.#size < limit) return;
      this.close();
      renameSync(this.path, `${this.path}.1`);
    } catch {
      // A full disk or a folder that is gone must not end the server; the terminal has the line.
    }
  }

  #open(): WriteStream {
    const fd = openSync(this.path, "a", 0o600);
    this.#size = fstatSync(fd).size;
    return createWriteStream(this.path, { fd }).on("error", () => {});
  }

  close(): void {
    this.#stream?.end();
    this.#stream = undefined;
  }
}

const clock = (time: number) => new Date(time).toTimeString().slice(0, 8);

/** One line of a child for a person: pino's JSON as time, level and text; anything else as it is. */
export function formatLine(name: string, line: string, now = Date.now()): string {
  const head = (time: number, level: string) => `${clock(time)} ${name.padEnd(14)} ${level.padEnd(5)} `;
  try {
    const { level, time, msg, pid: _pid, hostname: _hostname, name: _name, err, ...rest } = JSON.parse(line);
    if (typeof level !== "number") return head(now, "") + line;
    const facts = Object.entries(rest).map(
      ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
    );
    const cause = err ? [level >= 50 ? (err.stack ?? err.message) : err.message] : [];
    return head(time ?? now, levels.get(level) ?? "") + [msg, ...facts, ...cause].filter(Boolean).join(" ");
  } catch {
    return head(now, "") + line;
  }
}

/** Calls `onLine` for every line of a child's output. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", onLine);
}
