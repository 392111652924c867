import { readSettings } from "./env";
import { Failure } from "./failure";
import { version } from "./installation";

const usage = `limpid ${version}: a server for machine-learning experiments that speaks the ClearML protocol

  limpid start                  run the server (what npm start does)
  limpid doctor                 check this machine and say what to do
  limpid user add <name> --role root|admin|user [--id ID] [--full-name NAME] [--password P] [--access-key K --secret-key S]
  limpid user list
  limpid user reset-password <name> [--password P]
  limpid events move --to <place> [--from <place>] [--dry-run] [--replace] [--delete-source] [--api-key-file F] [--ca-file F]
  limpid events status|abort|delete-source
                                move the events between PostgreSQL and Elasticsearch while the server runs: docs/elasticsearch.md
  limpid init                   prepare the database of DATABASE_URL (containers; start does it by itself)

Settings come from the environment or a .env file: see .env.example and docs/settings.md.`;

/** Each command is loaded when it is asked for: the supervisor stays small. */
const commands: Record<string, (args: string[]) => Promise<number>> = {
  start: async () => (await import("./start")).start(readSettings()),
  doctor: async () => (await import("./doctor")).doctor(),
  user: async (args) => (await import("./users")).user(args, readSettings()),
  events: async (args) => (await import("./events")).events(args, readSettings()),
  init: async () => (await import("./init")).init(readSettings()),
  build: async () => 0,
  version: async () => say(version),
  help: async () => say(usage),
};

function say(text: string): number {
  console.log(text);
  return 0;
}

/** Runs one command line. @returns the exit code; expected failures are printed as one line. */
export async function main([name = "help", ...args]: readonly string[]): Promise<number> {
  const asked = { "--help": "help", "-h": "help", "--version": "version", "-v": "version" }[name] ?? name;
  const command = commands[asked];
  try {
    if (!command) throw new Failure(`there is no command "${name}"; see limpid help`);
    return await command(args);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`limpid: ${error.message}`);
    return 1;
  }
}
