import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { placeSecrets } from "@limpid/core/events/places";
import { MoveError } from "@limpid/event-store/moving/copy";
import { Mover, type Summing } from "@limpid/event-store/moving/mover";
import { DATABASE, type Place } from "@limpid/event-store/moving/place";
import { findEvents } from "@limpid/event-store/moving/whereabouts";
import { findTokenSecret } from "./data-folder";
import { withDatabase } from "./database";
import type { Settings } from "./env";
import { Failure } from "./failure";
import { ProgressView } from "./progress";

const numbers = new Intl.NumberFormat("en");
const usage = "limpid events move --to <place> | status | abort | delete-source: see limpid help";

const options = {
  from: { type: "string" },
  to: { type: "string" },
  "dry-run": { type: "boolean" },
  replace: { type: "boolean" },
  "delete-source": { type: "boolean" },
  "api-key-file": { type: "string" },
  "ca-file": { type: "string" },
} as const;

type Options = ReturnType<typeof parse>;

function parse(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}

/** Where the settings say that the events are; the database when they say nothing. */
export function namedPlace({ eventsUrl, eventsApiKey, eventsCaFile }: Settings): Place | undefined {
  return eventsUrl ? { url: eventsUrl, apiKey: eventsApiKey, caFile: eventsCaFile } : undefined;
}

/** A place that was typed: `database`, or an address. */
async function typedPlace(
  typed: string | undefined,
  databaseUrl: string,
  settings: Settings,
  given: Options,
): Promise<Place | undefined> {
  if (typed === undefined) return undefined;
  if (typed === DATABASE) return { url: databaseUrl };
  if (!URL.canParse(typed.split(",", 1)[0] ?? "")) {
    throw new Failure(`"${typed}" is no place: "${DATABASE}", postgresql://… or https://…`);
  }
  if (!typed.startsWith("http")) return { url: typed };
  const keyFile = given["api-key-file"];
  const apiKey = keyFile === undefined ? settings.eventsApiKey : (await readText(keyFile)).trim();
  const hasUser = new URL(typed.split(",", 1)[0] ?? "").username !== "";
  return {
    url: typed,
    ...(apiKey && (keyFile !== undefined || !hasUser) ? { apiKey } : {}),
    caFile: given["ca-file"] ?? settings.eventsCaFile,
  };
}

const readText = (path: string): Promise<string> =>
  readFile(path, "utf8").catch((error: Error) => {
    throw new Failure(`--api-key-file: ${error.message}`);
  });

/** One Ctrl-C ends the mover in order, the next one at once. */
function untilAsked(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () =>
      controller.abort(new MoveError("it was asked to stop; the same command goes on where it was")),
    );
  }
  return controller.signal;
}

async function withMover<Result>(
  databaseUrl: string,
  settings: Settings,
  work: (mover: Mover) => Promise<Result>,
): Promise<Result> {
  const tokenSecret = await findTokenSecret(settings.dataDir, settings.tokenSecret);
  if (!tokenSecret) throw new Failure("set LIMPID_TOKEN_SECRET to the one that the server has");
  const view = new ProgressView(process.stdout);
  const mover = new Mover({
    databaseUrl,
    named: namedPlace(settings),
    secrets: placeSecrets(tokenSecret),
    onProgress: (progress) => view.show(progress),
    signal: untilAsked(),
  });
  try {
    await mover.ready();
    return await work(mover);
  } finally {
    view.end();
    await mover.close();
  }
}

const describe = ({ owners, events, from, to }: Summing): string =>
  `${numbers.format(events)} events of ${numbers.format(owners)} tasks and models from ${from} to ${to}`;

async function move(databaseUrl: string, settings: Settings, given: Options): Promise<string> {
  const from = await typedPlace(given.from, databaseUrl, settings, given);
  const to = await typedPlace(given.to, databaseUrl, settings, given);
  const request = { from, to, replace: given.replace };
  return withMover(databaseUrl, settings, async (mover) => {
    const here = `the events are at ${given.to?.replace(/\/\/.*@/, "//")} already`;
    if (given["dry-run"]) {
      const planned = await mover.rehearse(request);
      return planned ? `would move ${describe(planned)}` : here;
    }
    const moved = await mover.run(request);
    const done = moved ? `moved ${describe(moved)}; every checksum agrees` : here;
    if (!given["delete-source"]) {
      return moved ? `${done}\nSet EVENTS_URL to it; limpid events delete-source frees ${moved.from}` : done;
    }
    return `${done}\n${await deleteSource(mover)}`;
  });
}

async function deleteSource(mover: Mover): Promise<string> {
  return `deleted the events of ${numbers.format(await mover.deleteSource())} tasks and models from the old place`;
}

async function status(databaseUrl: string, settings: Settings): Promise<string> {
  const { named, place, phase } = await findEvents(databaseUrl, namedPlace(settings));
  const lines = [`the events are at ${place}${named === place ? "" : ` (EVENTS_URL names ${named}, where they were)`}`];
  if (phase === "settled") return [...lines, "no move is on"].join("\n");
  return withMover(databaseUrl, settings, async (mover) => {
    const [{ source, target, started_at }, { owners, moved, events, expected }] = [
      await mover.state(),
      await mover.tally(),
    ];
    return [
      ...lines,
      `${phase} from ${source?.name} to ${target?.name} since ${started_at?.toISOString()}`,
      `${numbers.format(moved)} of ${numbers.format(owners)} tasks and models, ${numbers.format(events)} of ${numbers.format(Math.max(events, expected))} events`,
      "limpid events move goes on with it, limpid events abort gives it up",
    ].join("\n");
  });
}

async function abort(databaseUrl: string, settings: Settings): Promise<string> {
  const count = await withMover(databaseUrl, settings, (mover) => mover.abort());
  return `given up: the events stay where they were; the copies of ${numbers.format(count)} tasks and models are deleted`;
}

/** `limpid events …`: works while the server runs and while it does not. @returns the exit code @throws Failure */
export async function events([action, ...args]: string[], settings: Settings): Promise<number> {
  const actions: Record<string, (url: string, given: Options) => Promise<string>> = {
    move: (url, given) => move(url, settings, given),
    status: (url) => status(url, settings),
    abort: (url) => abort(url, settings),
    "delete-source": (url) => withMover(url, settings, deleteSource),
  };
  const work = actions[action ?? ""];
  if (!work) throw new Failure(usage);
  const given = parse(args);
  if (action !== "move" && Object.keys(given).length > 0) throw new Failure(`limpid events ${action} takes no options`);
  if (given["dry-run"] && given["delete-source"]) throw new Failure("--dry-run and --delete-source exclude each other");
  console.log(
    await withDatabase(settings, (url) => work(url, given).catch((error: unknown) => explain(error, action))),
  );
  return 0;
}

/** What stopped it, and what to do. */
function explain(error: unknown, action: string | undefined): never {
  if (error instanceof Failure) throw error;
  const text = error instanceof Error ? error.message : String(error);
  if (action !== "move") throw new Failure(text);
  const goOn =
    "the server goes on, nothing is lost; the same command goes on where it was (limpid events status, abort)";
  throw new Failure(error instanceof MoveError ? text : `the move stopped: ${text}: ${goOn}`);
}
