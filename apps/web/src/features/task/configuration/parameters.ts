import type { HyperParam, Task } from "@/lib/wire";

/** Parameters of one section, in the order of their names. */
export interface Section {
  readonly name: string;
  readonly params: readonly HyperParam[];
}

/** The section that people may edit whatever the state of the run (wire-protocol §7.5). */
export const USER_PROPERTIES = "properties";

const natural = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

/** The run's hyperparameters by section; what argparse and friends brought comes first, what people wrote last. */
export function sectionsOf(hyperparams: Task["hyperparams"]): Section[] {
  const rank = (name: string) => (name === "Args" ? 0 : name === "General" ? 1 : name === USER_PROPERTIES ? 3 : 2);
  return Object.entries(hyperparams ?? {})
    .map(([name, items]) => ({
      name,
      params: Object.values(items)
        .map((item) => ({ ...item, section: item.section ?? name }))
        .sort((one, other) => natural(one.name, other.name)),
    }))
    .sort((one, other) => rank(one.name) - rank(other.name) || natural(one.name, other.name));
}

/** The sections with only what holds every word of the search in its name, value or section. */
export function searchSections(sections: readonly Section[], search: string): readonly Section[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return sections;
  return sections
    .map((section) => ({
      ...section,
      params: section.params.filter(({ name, value = "" }) => {
        const text = `${section.name}/${name} ${value}`.toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ params }) => params.length > 0);
}

/** A row of a section that is being edited. */
export interface DraftRow {
  readonly key: number;
  readonly name: string;
  readonly value: string;
  readonly type?: string;
  readonly description?: string;
}

/** Why rows cannot be saved, by key: names must be there and be unique. */
export function rowMistakes(rows: readonly DraftRow[]): ReadonlyMap<number, string> {
  const mistakes = new Map<number, string>();
  const seen = new Set<string>();
  for (const { key, name } of rows) {
    const trimmed = name.trim();
    if (trimmed === "") mistakes.set(key, "A name is missing.");
    else if (seen.has(trimmed)) mistakes.set(key, `${trimmed} is there twice.`);
    seen.add(trimmed);
  }
  return mistakes;
}
