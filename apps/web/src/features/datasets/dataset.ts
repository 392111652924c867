import type { Artifact, Task } from "@/lib/wire";

/** What a version is, as the SDK counts when it closes one (`runtime.ds_*`). Sizes in bytes; null where nothing was reported. */
export interface VersionStats {
  readonly files: number | null;
  readonly links: number | null;
  readonly size: number | null;
  readonly compressed: number | null;
  readonly added: number | null;
  readonly removed: number | null;
  readonly modified: number | null;
  /** Against the parents. */
  readonly size_change: number | null;
}

export function statsOf(task: Task): VersionStats {
  const figure = (name: string) => {
    const value = task.runtime?.[name];
    const number = value === null || value === undefined || value === "" ? Number.NaN : Number(value);
    return Number.isFinite(number) ? number : null;
  };
  return {
    files: figure("ds_file_count"),
    links: figure("ds_link_count"),
    size: figure("ds_total_size"),
    compressed: figure("ds_total_size_compressed"),
    added: figure("ds_change_add"),
    removed: figure("ds_change_remove"),
    modified: figure("ds_change_modify"),
    size_change: figure("ds_change_size"),
  };
}

/** The version's number, where it has one: in the runtime, in old ones among the properties. */
export function versionOf(task: Task): string | null {
  const version = task.runtime?.version ?? task.hyperparams?.properties?.version?.value;
  return version === undefined || version === null || version === "" ? null : String(version);
}

/** A version among those that it comes from and that come from it. */
export interface LineageNode {
  readonly id: string;
  readonly name: string;
  readonly version: string | null;
  readonly status: string | undefined;
  /** Bytes. */
  readonly size: number | null;
  readonly parents: readonly string[];
}

/** Configuration in which the SDK keeps the versions that one comes from. */
export const STRUCTURE = "Dataset Struct";

/** Reads {@link STRUCTURE}: a map from places to nodes whose `parents` are places. Empty when there is none, or it is damaged. */
export function parseLineage(text: string | undefined): LineageNode[] {
  const nodes = asRecord(parse(text));
  const idAt = (place: unknown) => {
    const id = asRecord(nodes[String(place)]).job_id;
    return typeof id === "string" ? [id] : [];
  };
  return Object.values(nodes).flatMap((value) => {
    const node = asRecord(value);
    if (typeof node.job_id !== "string") return [];
    return {
      id: node.job_id,
      name: typeof node.name === "string" ? node.name : node.job_id,
      version: typeof node.version === "string" ? node.version : null,
      status: typeof node.status === "string" ? node.status : undefined,
      size: typeof node.job_size === "number" ? node.job_size : null,
      parents: Array.isArray(node.parents) ? node.parents.flatMap(idAt) : [],
    };
  });
}

/** One file (or link) of a version. */
export interface VersionFile {
  readonly path: string;
  /** Bytes; null for links of unknown size. */
  readonly size: number | null;
  readonly hash: string;
  /** The version that brought it in. */
  readonly from: string;
  /** Where a link leads. */
  readonly link?: string;
}

/** The artifact in which a version lists its files. */
export function stateArtifact(artifacts: readonly Artifact[] | undefined): Artifact | null {
  return artifacts?.find((artifact) => artifact.key === "state" && Boolean(artifact.uri)) ?? null;
}

/** Reads the state that the SDK stores with a version. @returns its files by path; null when the text is no such state. */
export function parseState(text: string): VersionFile[] | null {
  const state = asRecord(parse(text));
  if (!Array.isArray(state.dataset_file_entries)) return null;
  const entries: readonly unknown[] = [
    ...state.dataset_file_entries,
    ...(Array.isArray(state.dataset_link_entries) ? state.dataset_link_entries : []),
  ];
  return entries
    .flatMap((value): VersionFile[] => {
      const entry = asRecord(value);
      const link = typeof entry.link === "string" ? entry.link : undefined;
      const path = typeof entry.relative_path === "string" ? entry.relative_path : link;
      if (path === undefined) return [];
      return [
        {
          path,
          size: typeof entry.size === "number" ? entry.size : null,
          hash: typeof entry.hash === "string" ? entry.hash : "",
          from: typeof entry.parent_dataset_id === "string" ? entry.parent_dataset_id : "",
          ...(link === undefined ? {} : { link }),
        },
      ];
    })
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

export function datasetHref(project: string): string {
  return `/datasets/${project}`;
}

export function versionHref(task: { readonly id: string; readonly project?: { readonly id?: string } }): string {
  return `/datasets/${task.project?.id ?? "*"}/versions/${task.id}`;
}
