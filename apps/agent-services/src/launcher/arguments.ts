import { posix } from "node:path";
import { RunRefused } from "./launcher";
import { type ContainerOptions, type Mount, mergeOptions, NO_OPTIONS } from "./options";
import { OPTIONS, type OptionRule } from "./vocabulary";
import { splitWords } from "./words";

/** What somebody's arguments may do beyond what is open to all. */
export interface Permissions {
  /** False: whatever an administrator writes is allowed. */
  readonly restricted: boolean;
  /** Options by name, with the values that are allowed; null: any value. */
  readonly options: ReadonlyMap<string, ReadonlySet<string> | null>;
  /** Folders, with all below them, and names of volumes. */
  readonly mounts: readonly string[];
}

/** An administrator's own arguments. */
export const UNRESTRICTED: Permissions = { restricted: false, options: new Map(), mounts: [] };

/** What came of some arguments. */
export interface ReadArguments {
  readonly options: ContainerOptions;
  /** What was passed over, for the task's console. */
  readonly notes: readonly string[];
}

/**
 * Reads the arguments of `docker run` that a task (or an administrator) gives.
 * @param given one line, or a list of words.
 * @throws RunRefused naming the option that is not allowed or not understood.
 */
export function readArguments(
  given: string | readonly string[] | null | undefined,
  permissions: Permissions,
): ReadArguments {
  const words = typeof given === "string" ? split(given) : (given ?? []).filter((word) => word !== "");
  const notes: string[] = [];
  let options = NO_OPTIONS;
  for (const { shown, rule, value } of spelled(words)) {
    if (rule.access === "ours") {
      notes.push(`${shown} is left out: ${rule.why}`);
      continue;
    }
    requireOption(shown, rule, value, permissions);
    const change = understood(shown, rule, value);
    for (const mount of rule.mounts ? (change.mounts ?? []) : []) requireMount(shown, mount, permissions);
    options = mergeOptions(options, { ...NO_OPTIONS, ...change });
  }
  return { options, notes };
}

function understood(shown: string, rule: OptionRule, value: string): Partial<ContainerOptions> {
  try {
    return rule.read(value);
  } catch (error) {
    throw new RunRefused("options", `${shown}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Reads a list of permissions: `--privileged --network=host --volume=/data`; commas part them too. @throws Error for an unknown option. */
export function readPermissions(text: string): Permissions {
  const options = new Map<string, Set<string> | null>();
  const mounts: string[] = [];
  for (const word of text.split(/[\s,]+/).filter(Boolean)) {
    const [, spelling = "", value] = /^-{0,2}([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const rule = ruleOf(spelling);
    if (!rule) throw new Error(`${word}: there is no such option of docker run`);
    if (rule.mounts) {
      if (!value) throw new Error(`${word}: say which folder or volume, as --volume=/data`);
      mounts.push(value.startsWith("/") ? posix.normalize(value) : value);
      continue;
    }
    const known = options.get(rule.name);
    options.set(rule.name, value === undefined || known === null ? null : new Set([...(known ?? []), value]));
  }
  return { restricted: true, options, mounts };
}

function split(line: string): string[] {
  try {
    return splitWords(line);
  } catch (error) {
    throw new RunRefused("options", `the container's arguments cannot be read: ${(error as Error).message}`);
  }
}

interface Spelled {
  /** As it was written, without its value. */
  readonly shown: string;
  readonly rule: OptionRule;
  readonly value: string;
}

function ruleOf(spelling: string): OptionRule | undefined {
  return OPTIONS.find(({ name, short }) => name === spelling || short === spelling);
}

/** Pairs options with their values, in every way that the docker command takes them: `--a=b`, `--a b`, `-ab`, `-a b`, `-it`. */
function* spelled(words: readonly string[]): Generator<Spelled> {
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, long, attached] = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(word) ?? [];
    const [, letter, behind = ""] = /^-([a-zA-Z])(.*)$/s.exec(word) ?? [];
    const spelling = long ?? letter;
    if (spelling === undefined) throw new RunRefused("options", `${brief(word)} is no option of docker run`);
    const rule = ruleOf(spelling);
    const shown = long === undefined ? `-${letter}` : `--${long}`;
    if (!rule) throw new RunRefused("options", `${shown} is not known here`);
    if (rule.flag) {
      yield { shown, rule, value: attached ?? "true" };
      if (long === undefined && behind) rest.unshift(`-${behind}`);
      continue;
    }
    const value = long === undefined ? behind.replace(/^=/, "") || rest.shift() : (attached ?? rest.shift());
    if (value === undefined) throw new RunRefused("options", `${shown} needs a value`);
    yield { shown, rule, value };
  }
}

function requireOption(shown: string, rule: OptionRule, value: string, permissions: Permissions): void {
  if (!permissions.restricted || rule.access === "open") return;
  if (rule.flag && value === "false") return;
  const allowed = permissions.options.get(rule.name);
  if (allowed === null || allowed?.has(value)) return;
  const what = rule.flag ? shown : `${shown} ${brief(value)}`;
  throw new RunRefused(
    "options",
    `${what} is not allowed here: ${rule.why} (an administrator allows it by LIMPID_SERVICES_ALLOW)`,
  );
}

function requireMount(shown: string, { source, kind }: Mount, { restricted, mounts }: Permissions): void {
  if (!restricted || source === "") return;
  const within = (folder: string) => source === folder || source.startsWith(folder === "/" ? "/" : `${folder}/`);
  if (kind === "volume" ? mounts.includes(source) : mounts.some((one) => one.startsWith("/") && within(one))) return;
  const what = kind === "volume" ? `the volume ${brief(source)}` : `the folder ${brief(source)} of this machine`;
  const allowed = mounts.length > 0 ? `allowed are ${mounts.join(", ")}` : "none are allowed";
  throw new RunRefused("options", `${shown}: ${what} may not be mounted; ${allowed} (LIMPID_SERVICES_ALLOW)`);
}

function brief(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
