import { isTaskTab } from "../features/task/tabs";

/** ClearML's names of what our tabs show; the part of its path that decides. */
const CLEARML_TABS: Readonly<Record<string, string>> = {
  log: "console",
  console: "console",
  scalar: "scalars",
  scalars: "scalars",
  metrics: "scalars",
  plots: "plots",
  debugImages: "media",
  debugimages: "media",
  "debug-images": "media",
  execution: "code",
  "hyper-params": "configuration",
  "hyper-param": "configuration",
  configuration: "configuration",
  artifacts: "artifacts",
  model: "artifacts",
  models: "artifacts",
  "input-model": "artifacts",
  "output-model": "artifacts",
  general: "overview",
  details: "overview",
  info: "overview",
};

/** Pages of ClearML that have another name here. */
const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^\/dashboard\/?$/, "/"],
  [/^\/settings\/(workspace-configuration|webapp-configuration|workspace)\/?$/, "/settings/keys"],
  [/^\/(profile|admin)\/?$/, "/settings/keys"],
  [/^\/projects\/([^/]+)\/(?:experiments|tasks|models\/experiments)\/?$/, "/projects/$1/runs"],
  [/^\/projects\/([^/]+)\/(?:projects|overview)\/?$/, "/projects/$1"],
  [/^\/projects\/([^/]+)\/compare-(?:tasks|experiments);ids=([^/;]+)(?:[/;].*)?$/, "/projects/$1/compare?ids=$2"],
  [/^\/projects\/([^/]+)\/models\/([^/]+)\/.*$/, "/projects/$1/models/$2"],
  [/^\/reports\/[^/]+\/([^/]+)\/?$/, "/reports/$1"],
  [/^\/pipelines\/([^/]+)\/(?:experiments|tasks)\/?$/, "/pipelines/$1"],
  [/^\/pipelines\/([^/]+)\/(?:experiments|tasks)\/([^/]+)(?:\/.*)?$/, "/pipelines/$1/runs/$2"],
  [/^\/datasets\/(?:simple|nested)\/([^/]+)(?:\/(?:experiments|tasks))?\/?$/, "/datasets/$1"],
  [/^\/datasets\/(?:simple|nested)\/([^/]+)\/(?:experiments|tasks)\/([^/]+)(?:\/.*)?$/, "/datasets/$1/versions/$2"],
  [/^\/workers-and-queues(?:\/workers)?\/?$/, "/workers"],
  [/^\/workers-and-queues\/queues\/?$/, "/workers/queues"],
];

/**
 * Where a link made for ClearML's web app leads here; null when the path is one of ours or nobody's. The SDK prints
 * `/projects/<id>/experiments/<id>/output/log` and `/projects/<any>/tasks/<id>/…` (sdk-and-agent-calls.md).
 * @param url path with query; the query is kept.
 */
export function legacyLocation(url: string): string | null {
  const at = url.indexOf("?");
  const path = at < 0 ? url : url.slice(0, at);
  const query = at < 0 ? "" : url.slice(at);
  for (const [pattern, target] of PAGES)
    if (pattern.test(path))
      return path.replace(pattern, target) + (target.includes("?") ? query.replace("?", "&") : query);
  const run = /^\/projects\/([^/]+)\/(experiments|tasks)\/([^/]+)(?:\/(.*))?$/.exec(path);
  if (!run) return null;
  const [, project, kind, task, rest = ""] = run;
  const parts = rest.split("/").filter(Boolean);
  if (kind === "tasks" && parts.length === 1 && isTaskTab(parts[0] ?? "")) return null;
  return `/projects/${project}/tasks/${task}/${tabOf(parts)}${query}`;
}

function tabOf(parts: readonly string[]): string {
  // `output/metrics/plots` is about plots: the last part that says something decides.
  const known = parts.map((part) => CLEARML_TABS[part]).filter((tab) => tab !== undefined);
  if (parts[0] === "hyper-params" || parts[0] === "artifacts") return known[0] ?? "overview";
  return known.at(-1) ?? "overview";
}
