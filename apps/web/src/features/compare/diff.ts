import { STATUS_WORDS, statusKind } from "@/components/status/status";
import { typeWords } from "@/features/runs/columns";
import { formatDuration } from "@/lib/format/dates";
import type { Task } from "@/lib/wire";

/** One property of the compared runs. */
export interface DiffRow {
  readonly id: string;
  readonly label: string;
  /** One for each run; undefined where a run has none. */
  readonly values: readonly (string | undefined)[];
  readonly same: boolean;
  /** Long text: shown by a comparison of its own. */
  readonly text?: boolean;
}

export interface DiffSection {
  readonly name: string;
  readonly rows: readonly DiffRow[];
}

type Properties = ReadonlyMap<string, string | undefined>;

/** Everything that the runs are and were given, property by property. Sections without any property are left out. */
export function diffSections(tasks: readonly Task[]): DiffSection[] {
  const names = [...new Set(tasks.flatMap((task) => Object.keys(task.hyperparams ?? {})))].sort();
  const sections = [
    section("Details", tasks.map(details)),
    ...names.map((name) =>
      section(
        name,
        tasks.map((task) => parameters(task, name)),
      ),
    ),
    section("Configuration", tasks.map(configuration), true),
    section("Code", tasks.map(code)),
    section("Packages", tasks.map(packages)),
  ];
  return sections.filter(({ rows }) => rows.length > 0);
}

function section(name: string, properties: readonly Properties[], text = false): DiffSection {
  const labels = [...new Set(properties.flatMap((each) => [...each.keys()]))];
  const rows = labels.map((label) => {
    const values = properties.map((each) => each.get(label));
    return { id: `${name}/${label}`, label, values, same: values.every((value) => value === values[0]), text };
  });
  return { name, rows: rows.filter(({ values }) => values.some((value) => value !== undefined && value !== "")) };
}

function details(task: Task): Properties {
  return new Map([
    ["Status", STATUS_WORDS[statusKind(task.status)]],
    ["Type", typeWords(task.type)],
    ["Project", task.project?.name],
    ["User", task.user?.name],
    ["Tags", task.tags?.length ? task.tags.join(", ") : undefined],
    ["Run time", task.active_duration ? formatDuration(task.active_duration) : undefined],
    ["Iterations", task.last_iteration ? String(task.last_iteration) : undefined],
    ["Parent", task.parent?.name ?? task.parent?.id],
    ["Worker", task.last_worker || undefined],
    ["Comment", task.comment || undefined],
  ]);
}

function parameters(task: Task, name: string): Properties {
  return new Map(Object.values(task.hyperparams?.[name] ?? {}).map((item) => [item.name, item.value]));
}

function configuration(task: Task): Properties {
  return new Map(Object.values(task.configuration ?? {}).map((item) => [item.name, item.value]));
}

function code({ script, container }: Task): Properties {
  return new Map([
    ["Repository", script?.repository || undefined],
    ["Branch", script?.branch || undefined],
    ["Tag", script?.tag || undefined],
    ["Commit", script?.version_num || undefined],
    ["Entry point", script?.entry_point || undefined],
    ["Working directory", script?.working_dir || undefined],
    ["Uncommitted changes", script?.diff ? `${script.diff.split("\n").length} lines` : undefined],
    ["Container", container?.image || undefined],
    ["Container arguments", container?.arguments || undefined],
  ]);
}

/** Versions of packages, from the lines of pip's requirements. */
export function packages({ script }: Task): Properties {
  const pip = script?.requirements?.pip;
  const lines = Array.isArray(pip) ? pip.map(String) : String(pip ?? "").split("\n");
  return new Map(
    lines.flatMap((line) => {
      const clean = line.split("#")[0]?.trim() ?? "";
      const [, name, version] = /^([A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*(.*)$/.exec(clean) ?? [];
      return name ? [[name.toLowerCase(), version?.replace(/^==\s*/, "") || "any"] as const] : [];
    }),
  );
}

/** A line of the comparison: a heading, a property, or the identical ones of a section folded into one. */
export type DiffLine =
  | {
      readonly kind: "heading";
      readonly id: string;
      readonly name: string;
      readonly same: number;
      readonly differing: number;
    }
  | { readonly kind: "row"; readonly id: string; readonly row: DiffRow }
  | { readonly kind: "folded"; readonly id: string; readonly section: string; readonly count: number };

/** The lines to show: what differs, and below it what is the same, folded unless its section is in `unfolded`. */
export function diffLines(
  sections: readonly DiffSection[],
  options: { readonly search: string; readonly unfolded: ReadonlySet<string> },
): DiffLine[] {
  const text = options.search.trim().toLowerCase();
  return sections.flatMap(({ name, rows }) => {
    const fits = rows.filter(({ label, values }) =>
      `${name} ${label} ${values.join(" ")}`.toLowerCase().includes(text),
    );
    if (fits.length === 0) return [];
    const differing = fits.filter((row) => !row.same);
    const same = fits.filter((row) => row.same);
    const line = (row: DiffRow): DiffLine => ({ kind: "row", id: row.id, row });
    const shown = options.unfolded.has(name) || text !== "";
    return [
      { kind: "heading", id: name, name, same: same.length, differing: differing.length },
      ...differing.map(line),
      ...(same.length > 0 && !shown
        ? [{ kind: "folded", id: `${name}/…`, section: name, count: same.length } as const]
        : []),
      ...(shown ? same.map(line) : []),
    ];
  });
}

/** What tells the runs apart, in a few words each: their differing hyperparameters, those with most different values first. */
export function tellApart(tasks: readonly Task[], most = 3): string[] {
  const names = [...new Set(tasks.flatMap((task) => Object.keys(task.hyperparams ?? {})))];
  const differing = names
    .flatMap(
      (name) =>
        section(
          name,
          tasks.map((task) => parameters(task, name)),
        ).rows,
    )
    .filter((row) => !row.same)
    .map((row) => ({ row, different: new Set(row.values).size }))
    .sort((a, b) => b.different - a.different)
    .slice(0, most);
  return tasks.map((_, index) =>
    differing
      .filter(({ row }) => row.values[index] !== undefined)
      .map(({ row }) => `${row.label} ${row.values[index]}`)
      .join(" · "),
  );
}
