// `npm run bench:peers`: MLflow, trackio, TensorBoard, Aim and Limpid on the same data, one after the other in one run, each by the fastest path that it
// documents for Python. Installs them from PyPI into a virtual environment of their own (about 1 GB). Writes a section of bench/results.md.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openEventStore } from "@limpid/event-store/open";
import { venv } from "../scripts/python.mjs";
import type { Stack } from "../scripts/stack";
import { eventBytes } from "./density";
import { quantile, whole } from "./measure";
import { HEADINGS, origin, writeSection } from "./results";
import { build, withServer } from "./server";

const FOLDER = fileURLToPath(new URL("peers", import.meta.url));
/** Of ten points each. */
const STEPS = 20_000;
const ROUNDS = 3;

interface Result {
  readonly points: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly read_seconds: number;
}

interface Peer {
  readonly name: string;
  readonly program: string;
  /** What a point stands for when it is answered. */
  readonly stored: string;
}

const PEERS: readonly Peer[] = [
  { name: "TensorBoard", program: "with_tensorboard.py", stored: "a buffer that is written to a file every 2 minutes" },
  { name: "MLflow", program: "with_mlflow.py", stored: "a commit of SQLite each 1,000 points" },
  { name: "trackio", program: "with_trackio.py", stored: "a list in the program's memory, in SQLite at the end" },
  { name: "Aim", program: "with_aim.py", stored: "the log of RocksDB" },
];

function run(program: string, env: Readonly<Record<string, string>>): Result {
  const { stdout, stderr, status } = spawnSync(venv(".venv-peers"), [join(FOLDER, program)], {
    env: { ...process.env, BENCH_STEPS: String(STEPS), MLFLOW_DISABLE_TELEMETRY: "true", DO_NOT_TRACK: "true", ...env },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const [, result] = /^RESULT (.*)$/m.exec(stdout) ?? [];
  if (status !== 0 || !result) throw new Error(`${program} failed:\n${stdout}\n${stderr}`);
  return JSON.parse(result) as Result;
}

function measurePeer({ program }: Peer): Result {
  const folder = mkdtempSync(join(tmpdir(), "limpid-peer-"));
  try {
    mkdirSync(join(folder, "data"));
    return run(program, { BENCH_FOLDER: join(folder, "data"), HOME: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param connections how many clients send at once */
async function measureLimpid(stack: Stack, connections: number): Promise<Result> {
  const before = await eventBytes(stack.database_url);
  const result = run("with_limpid.py", {
    BENCH_API: stack.api_url,
    BENCH_KEYS: `${stack.user.access_key}:${stack.user.secret_key}`,
    BENCH_CONNECTIONS: String(connections),
  });
  const store = await openEventStore({ url: stack.database_url, autoCompact: false });
  await store.compact();
  await store.close();
  return { ...result, bytes: (await eventBytes(stack.database_url)) - before };
}

/** The median of each figure. */
function median(results: readonly Result[]): Result {
  const of = (figure: keyof Result) =>
    quantile(
      results.map((result) => result[figure]),
      0.5,
    );
  return { points: of("points"), seconds: of("seconds"), bytes: of("bytes"), read_seconds: of("read_seconds") };
}

function row(name: string, stored: string, { points, seconds, bytes, read_seconds }: Result): string {
  const cells = [
    name,
    whole(points / seconds),
    (bytes / points).toFixed(1),
    `${whole(read_seconds * 1000)} ms`,
    stored,
  ];
  const line = `| ${cells.join(" | ")} |`;
  console.log(line);
  return line;
}

const versions = readFileSync(join(FOLDER, "requirements.txt"), "utf8")
  .trim()
  .replaceAll("==", " ")
  .split("\n")
  .join(", ");
const results = new Map<string, Result[]>();
const add = (name: string, result: Result) => {
  results.set(name, [...(results.get(name) ?? []), result]);
  console.error(`${name}: ${whole(result.points / result.seconds)} points/s`);
};
// Compiled and cached before the first round, as the peers' Python is.
venv(".venv-peers");
build();
await withServer(["api"], async (stack) => {
  await measureLimpid(stack, 1);
  for (let round = 0; round < ROUNDS; round++) {
    for (const peer of PEERS) add(peer.name, measurePeer(peer));
    add("Limpid", await measureLimpid(stack, 1));
    add("Limpid, two connections", await measureLimpid(stack, 2));
  }
});
const lines = [...results].map(([name, measured]) => {
  const stored =
    PEERS.find((peer) => peer.name === name)?.stored ?? "a commit of PostgreSQL on disk each 10,000 points";
  return row(name, stored, median(measured));
});
writeSection(`${HEADINGS.peers}

${origin("npm run bench:peers")} ${versions}; ten curves of a noisy 32-bit loss, ${whole(STEPS * 10)} points, logged from one Python program; medians of
${ROUNDS} rounds. Limpid is a server with its client on the same two cores, the others write files from the program itself. Bytes: on disk, Limpid's
compacted. Read: everything back as it was logged.

| what | points/s | bytes a point | read | a logged point is in |
|---|---|---|---|---|
${lines.join("\n")}
`);
