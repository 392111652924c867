// kill -9 of the API, of a process that compacts and of the event store's own server (PostgreSQL, or Elasticsearch) at random moments while clients write:
// `npm run faults -- [--rounds 100] [--engine postgresql|elasticsearch] [--seed N]`. After every few rounds all that was sent is counted: what was answered is
// there once and whole, the rest whole or not at all, and everything goes on by itself. Prints one line a count and last `N passed, N failed`.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openEventStore } from "@limpid/event-store/open";
import { startElasticsearch } from "../../scripts/elasticsearch.mjs";
import { type Stack, startStack } from "../../scripts/stack";
import { Checks } from "../limpid";
import { batchOf, Ledger } from "./ledger";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "100" },
    engine: { type: "string", default: "postgresql" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const ROUNDS = Number(values.rounds);
/** Rounds between two counts; each begins with new tasks. */
const COUNT_EVERY = 5;
const WRITERS = 4;
/** Milliseconds within which writing must go on after a kill. */
const RECOVERY = 90_000;

/** Random numbers that a seed repeats (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(Number(values.seed));
const checks = new Checks();
const onElasticsearch = values.engine === "elasticsearch";
const search = onElasticsearch ? startElasticsearch() : null;
const node = search?.env.LIMPID_TEST_ELASTICSEARCH ?? "";
const tool = search?.env.LIMPID_TEST_ELASTICSEARCH_TOOL ?? process.env.LIMPID_TEST_ELASTICSEARCH_TOOL;
const eventsUrl = onElasticsearch ? `${node}?prefix=test-faults-${Date.now()}` : undefined;

/** The command of the node's own tool. */
const control = (command: string): string => {
  const { stdout, stderr, status } = spawnSync(tool ?? "", [command, new URL(node).port], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} of the node failed: ${stderr}`);
  return stdout;
};

const compact = (stack: Stack): ChildProcess =>
  spawn(
    process.execPath,
    ["--import", "tsx", fileURLToPath(new URL("compactor.ts", import.meta.url)), eventsUrl ?? stack.database_url],
    { stdio: ["ignore", "inherit", "inherit"] },
  );

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

/** One writer: sends batch after batch, never one twice. */
class Writer {
  ledger = new Ledger("");
  #isOver = false;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly stack: Stack) {}

  start(ledger: Ledger): void {
    this.ledger = ledger;
    this.#isOver = false;
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      const { ledger } = this;
      const isAcknowledged = await this.#send(batchOf(ledger.task, ledger.next));
      ledger.sent(isAcknowledged);
      if (!isAcknowledged) await sleep(50);
    }
  }

  async #send(body: string): Promise<boolean> {
    try {
      const answer = await fetch(`${this.stack.api_url}/events.add_batch`, {
        method: "POST",
        headers: { authorization: basic(this.stack), "content-type": "application/json-lines" },
        body,
        signal: AbortSignal.timeout(30_000),
      });
      const { data } = (await answer.json()) as { data?: { added?: number } };
      if (answer.status >= 400 && answer.status < 500) throw new Error(`the server refused a batch: ${answer.status}`);
      return answer.ok && data?.added === body.split("\n").length;
    } catch (error) {
      if (error instanceof Error && error.message.startsWith("the server refused")) throw error;
      return false;
    }
  }
}

const basic = ({ user }: Stack): string =>
  `Basic ${Buffer.from(`${user.access_key}:${user.secret_key}`).toString("base64")}`;

async function newLedger(stack: Stack, name: string): Promise<Ledger> {
  const answer = await fetch(`${stack.api_url}/tasks.create`, {
    method: "POST",
    headers: { authorization: basic(stack), "content-type": "application/json" },
    body: JSON.stringify({ name, type: "training" }),
  });
  const { data } = (await answer.json()) as { data: { id: string } };
  return new Ledger(data.id);
}

const stack = await startStack({
  apps: ["api"],
  durable: true,
  env: { LIMPID_LOG_LEVEL: "fatal", ...(eventsUrl ? { EVENTS_URL: eventsUrl } : {}) },
});
let compactor = compact(stack);

/** Who can be killed, and how each comes back. */
const victims: Record<string, () => Promise<void>> = {
  API: async () => {
    await kill(stack.child("api"));
    await stack.restart("api");
  },
  compactor: async () => {
    await kill(compactor);
    compactor = compact(stack);
  },
  ...(onElasticsearch && tool
    ? {
        Elasticsearch: async () => {
          process.kill(Number(/pid (\d+)/.exec(control("status"))?.[1]), "SIGKILL");
          control("up");
        },
      }
    : {}),
  ...(onElasticsearch
    ? {}
    : {
        PostgreSQL: async () => {
          process.kill(stack.postgres_pid, "SIGKILL");
          await stack.restartPostgres();
        },
      }),
};

const writers = Array.from({ length: WRITERS }, () => new Writer(stack));
const struck = new Map<string, number>();
let answered = 0;
let unanswered = 0;
try {
  for (let round = 0; round < ROUNDS; round++) {
    if (round % COUNT_EVERY === 0) {
      for (const [index, writer] of writers.entries())
        writer.start(await newLedger(stack, `round ${round}, writer ${index}`));
    }
    await sleep(50 + random() * 1500);
    const names = Object.keys(victims);
    const name = names[Math.floor(random() * names.length)] ?? "API";
    struck.set(name, (struck.get(name) ?? 0) + 1);
    await victims[name]?.();
    const began = Date.now();
    const before = writers.map(({ ledger }) => ledger.acknowledged);
    const goesOn = () => writers.every(({ ledger }, index) => ledger.acknowledged > (before[index] ?? 0) + 1);
    while (!goesOn() && Date.now() - began < RECOVERY) await sleep(20);
    if (!goesOn()) checks.report(false, `round ${round + 1}: after kill -9 of ${name} all goes on by itself`);
    if ((round + 1) % COUNT_EVERY !== 0 && round + 1 < ROUNDS) continue;
    await Promise.all(writers.map((writer) => writer.stop()));
    const store = await openEventStore({ url: eventsUrl ?? stack.database_url, autoCompact: false });
    const faults: string[] = [];
    for (const { ledger } of writers) {
      faults.push(...(await ledger.faults(store)));
      // Once more when nothing is left to merge.
      await store.compact(ledger.task);
      faults.push(...(await ledger.faults(store)));
      answered += ledger.acknowledged;
      unanswered += ledger.stored;
    }
    await store.close();
    for (const fault of faults.slice(0, 10)) console.log(`  ${fault}`);
    checks.report(
      faults.length === 0,
      `rounds to ${round + 1}: ${answered} batches answered, each there once and whole`,
    );
  }
} finally {
  for (const writer of writers) await writer.stop();
  compactor.kill("SIGKILL");
  await stack.stop();
  search?.stop();
}
const kills = [...struck].map(([name, count]) => `${name} ${count} ×`).join(", ");
console.log(
  `killed: ${kills}; ${unanswered} batches were stored whole whose answer was lost; --seed ${values.seed} repeats the moments`,
);
checks.finish();
