import { type Document, isObject } from "../platform/documents";
import type { FindRequest } from "../platform/find/entity";
import { downgradeTags, isSystemWord, type TagFields, upgradeTags } from "../platform/tags";
import type { Version } from "../platform/version";

// What clients before 2.13 call otherwise (wire-protocol §7.2). The agent still speaks 2.4 and 2.5.

/** What marks hyperparams and configuration that came as `execution.parameters` and `execution.model_desc`. */
export const LEGACY_TYPE = "legacy";

/** The name under which `execution.model` stands in `models.input`. */
const INPUT_NAME = "Input Model";

/** Sections into which old parameters go: by their prefix, else the first. */
const ARGS_SECTION = "Args";
const TF_SECTION = "TF_DEFINE";

/**
 * A task, or the `fields` of a reply, as clients of that version know it: below 2.13 `execution.model`, `output.model` and
 * `execution.docker_cmd`, below 2.9 `execution.parameters` and `execution.model_desc`, below 2.3 all tags in `tags`. Only what the document
 * shows is translated, the newer fields stay.
 */
export function downgradeTaskReply(version: Version, document: Document): Document {
  if (version.atLeast("2.13")) return document;
  const legacy = version.below("2.9");
  const execution = {
    ...keyed("model", firstModel(document)),
    ...keyed("docker_cmd", dockerCommand(document.container)),
    ...keyed("parameters", legacy && merged(document, "parameters", legacyParameters(document.hyperparams))),
    ...keyed("model_desc", legacy && merged(document, "model_desc", legacyConfiguration(document.configuration))),
  };
  const output = keyed("model", lastModel(document));
  return downgradeTags(version, {
    ...document,
    ...within(document, "execution", execution),
    ...within(document, "output", output),
  });
}

function keyed(key: string, value: unknown): Document {
  return value ? { [key]: value } : {};
}

function within(document: Document, key: "execution" | "output", additions: Document): Document {
  if (Object.keys(additions).length === 0) return {};
  const present = document[key];
  return { [key]: { ...(isObject(present) ? present : {}), ...additions } };
}

function merged(document: Document, key: "parameters" | "model_desc", items: Document | null): Document | null {
  if (!items) return null;
  const present = isObject(document.execution) ? document.execution[key] : undefined;
  return { ...(isObject(present) ? present : {}), ...items };
}

function firstModel({ models }: Document): unknown {
  return isObject(models) && Array.isArray(models.input) ? modelOf(models.input[0]) : undefined;
}

function lastModel({ models }: Document): unknown {
  return isObject(models) && Array.isArray(models.output) ? modelOf(models.output.at(-1)) : undefined;
}

function modelOf(item: unknown): unknown {
  return isObject(item) ? item.model : undefined;
}

function dockerCommand(container: unknown): string | undefined {
  if (!isObject(container) || typeof container.image !== "string") return undefined;
  return [container.image, typeof container.arguments === "string" ? container.arguments : ""].join(" ").trim();
}

function legacyParameters(hyperparams: unknown): Document | null {
  if (!isObject(hyperparams)) return null;
  const items = Object.entries(hyperparams).flatMap(([section, inside]) =>
    isObject(inside)
      ? legacyValues(inside).map(([name, value]) => [section === TF_SECTION ? `${TF_SECTION}/${name}` : name, value])
      : [],
  );
  return items.length > 0 ? Object.fromEntries(items) : null;
}

function legacyConfiguration(configuration: unknown): Document | null {
  const items = isObject(configuration) ? legacyValues(configuration) : [];
  return items.length > 0 ? Object.fromEntries(items) : null;
}

function legacyValues(items: Document): Array<[string, unknown]> {
  return Object.entries(items).flatMap(([name, item]) =>
    isObject(item) && item.type === LEGACY_TYPE ? [[name, item.value ?? null] as [string, unknown]] : [],
  );
}

/** Paths of old clients and what they are now. */
const PATHS = [
  { below: "2.9", old: /^execution\.parameters(?:\.\*)?$/, current: "hyperparams" },
  { below: "2.9", old: /^execution\.parameters\.TF_DEFINE\//, current: `hyperparams.${TF_SECTION}.` },
  { below: "2.9", old: /^execution\.parameters\./, current: `hyperparams.${ARGS_SECTION}.` },
  { below: "2.9", old: /^execution\.model_desc(?=\.|$)/, current: "configuration" },
  { below: "2.13", old: /^execution\.docker_cmd(?=\.|$)/, current: "container" },
] as const;

/** A list query of an old client with today's paths in its conditions, projection and order, and with system words under `system_tags`. */
export function upgradeTaskRequest(version: Version, request: FindRequest): FindRequest {
  if (version.atLeast("2.13")) return request;
  const entries = Object.entries(upgradeTagConditions(version, request)).map(([key, value]) =>
    PATH_LISTS.has(key) ? [key, upgradePaths(version, value)] : [upgradePath(version, key), value],
  );
  return Object.fromEntries(entries);
}

const PATH_LISTS = new Set(["only_fields", "projection", "order_by"]);

function upgradePaths(version: Version, value: unknown): unknown {
  if (typeof value === "string") return upgradePath(version, value);
  return Array.isArray(value)
    ? value.map((path) => (typeof path === "string" ? upgradePath(version, path) : path))
    : value;
}

function upgradePath(version: Version, path: string): string {
  const sign = path.startsWith("-") ? "-" : "";
  const bare = path.slice(sign.length);
  const found = PATHS.find(({ below, old }) => version.below(below) && old.test(bare));
  return found ? sign + bare.replace(found.old, found.current) : path;
}

function upgradeTagConditions(version: Version, request: FindRequest): FindRequest {
  const { tags, system_tags } = request;
  if (version.atLeast("2.3") || !Array.isArray(tags)) return request;
  const isWord = (tag: unknown) => typeof tag === "string" && isSystemWord(tag.replace(/^-/, ""));
  const words = tags.filter(isWord);
  if (words.length === 0) return request;
  const others = Array.isArray(system_tags) ? system_tags : [];
  return { ...request, tags: tags.filter((tag) => !isWord(tag)), system_tags: [...others, ...words] };
}

/** One hyperparameter or configuration item made of an old client's field. */
export interface LegacyItem {
  readonly name: string;
  readonly value: string;
  readonly type: typeof LEGACY_TYPE;
}

/** What an old client said of `execution`, as today's fields. What it did not say is absent. */
export interface UpgradedFields {
  /** Take the place of all stored hyperparams of type `legacy`; others stay. */
  readonly legacy_hyperparams?: ReadonlyArray<LegacyItem & { readonly section: string }>;
  /** Take the place of all stored configuration of type `legacy`; other items stay. */
  readonly legacy_configuration?: readonly LegacyItem[];
  /** Takes the place of `models.input`; output models stay. */
  readonly models?: { readonly input: ReadonlyArray<{ readonly name: string; readonly model: string }> };
  readonly container?: { readonly image: string; readonly arguments: string };
}

/** The fields of a writing call (create, validate, edit, update, clone's overrides) that old clients fill otherwise. */
export interface WritableFields extends TagFields {
  readonly execution?: Document | null;
  readonly output?: Document | null;
}

/**
 * The fields of a writing call as today's clients would send them (wire-protocol §7.2); fields of newer clients pass unchanged.
 * Below 2.13 `execution.model` becomes the one input model, `execution.docker_cmd` the container, and `output.model` is dropped (it never
 * had an effect); below 2.9 `execution.parameters` and `execution.model_desc` become items of type `legacy`; below 2.3 system words leave `tags`.
 * An `execution` or `output` that has nothing else left is dropped.
 */
export function upgradeTaskFields<Fields extends WritableFields>(
  version: Version,
  fields: Fields,
): Fields & UpgradedFields {
  const request = upgradeTags(version, fields);
  if (version.atLeast("2.13")) return request;
  const { parameters, model_desc, ...newer } = request.execution ?? {};
  const { model, docker_cmd, ...execution } = version.below("2.9") ? newer : { ...request.execution };
  const { model: _model, ...output } = request.output ?? {};
  return {
    ...request,
    ...replaced("execution", request.execution, execution),
    ...replaced("output", request.output, output),
    ...(version.below("2.9") && isObject(parameters) ? { legacy_hyperparams: parameterItems(parameters) } : {}),
    ...(version.below("2.9") && isObject(model_desc) ? { legacy_configuration: legacyItems(model_desc) } : {}),
    ...(typeof model === "string" ? { models: { input: model === "" ? [] : [{ name: INPUT_NAME, model }] } } : {}),
    ...(typeof docker_cmd === "string" ? { container: splitCommand(docker_cmd) } : {}),
  };
}

/** null and absent stay as they are; what has lost its last key goes. */
function replaced(key: "execution" | "output", before: Document | null | undefined, after: Document): Document {
  if (!before || Object.keys(before).length === 0) return {};
  return { [key]: Object.keys(after).length > 0 ? after : undefined };
}

function parameterItems(parameters: Document): UpgradedFields["legacy_hyperparams"] {
  return legacyItems(parameters).map((item) =>
    item.name.startsWith(`${TF_SECTION}/`)
      ? { ...item, section: TF_SECTION, name: item.name.slice(TF_SECTION.length + 1) }
      : { ...item, section: ARGS_SECTION },
  );
}

function legacyItems(values: Document): LegacyItem[] {
  return Object.entries(values).map(([name, value]) => ({
    name,
    value: typeof value === "string" ? value : (JSON.stringify(value) ?? ""),
    type: LEGACY_TYPE,
  }));
}

function splitCommand(command: string): { image: string; arguments: string } {
  const [image = "", rest = ""] = command.trim().split(/\s+(.*)/s);
  return { image, arguments: rest };
}
