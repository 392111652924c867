import type { Document } from "../documents";
import { isObject } from "../documents";
import type { Entity, EntityName, Field } from "./entity";
import type { Wanted } from "./select";

/** One place in one document that holds an id of another entity. */
interface Reference {
  readonly holder: Document;
  readonly key: string;
  readonly id: string;
  readonly entity: EntityName;
  readonly wanted: Wanted;
}

/** Loads documents with what is wanted of them, joined in turn, by id; unknown and invisible ones are missing. */
export type LoadWanted = (
  entity: Entity,
  ids: readonly string[],
  wanted: ReadonlyMap<string, Wanted>,
) => Promise<ReadonlyMap<string, Document>>;

/**
 * Replaces the reference ids inside documents by objects (wire-protocol §6.7): `{id}`, or `{id, …}` with what the projection names. A
 * reference to something deleted or invisible stays `{id}`; the empty reference (a public object's company) is `{}`.
 * One query per entity and wanted fields, whatever the number of documents; deeper levels are joined by `load` itself.
 */
export async function joinReferences(
  entity: Entity,
  documents: readonly Document[],
  wanted: ReadonlyMap<string, Wanted>,
  load: LoadWanted,
): Promise<void> {
  const references = documents.flatMap((document) => collect(entity.fields, document, wanted));
  const batches = new Map<string, Reference[]>();
  for (const reference of references) {
    if (isIdOnly(reference.wanted)) {
      reference.holder[reference.key] = reference.id === "" ? {} : { id: reference.id };
      continue;
    }
    const batch = `${reference.entity} ${JSON.stringify(plain(reference.wanted))}`;
    batches.set(batch, [...(batches.get(batch) ?? []), reference]);
  }
  await Promise.all([...batches.values()].map((batch) => joinBatch(entity, batch, load)));
}

async function joinBatch(entity: Entity, batch: readonly Reference[], load: LoadWanted): Promise<void> {
  const [first] = batch;
  if (!first || first.wanted === true) return;
  const ids = [...new Set(batch.map(({ id }) => id).filter((id) => id !== ""))];
  const found = await load(entity.all[first.entity], ids, new Map([...first.wanted, ["id", true]]));
  for (const { holder, key, id } of batch) holder[key] = id === "" ? {} : (found.get(id) ?? { id });
}

function isIdOnly(wanted: Wanted): boolean {
  return wanted === true || [...wanted.keys()].every((key) => key === "id");
}

function plain(wanted: Wanted): unknown {
  return wanted === true
    ? true
    : [...wanted].map(([key, below]) => [key, plain(below)]).sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
}

function collect(
  fields: Readonly<Record<string, Field>>,
  document: Document,
  wanted: ReadonlyMap<string, Wanted> | true,
): readonly Reference[] {
  return Object.entries(fields).flatMap(([key, definition]) => {
    const below = wanted === true ? true : wanted.get(key);
    const value = Object.hasOwn(document, key) ? document[key] : undefined;
    if (below === undefined || value === undefined) return [];
    if (definition.kind === "column" && definition.reference) {
      return [reference(document, key, value, definition.reference, below)].flat();
    }
    if (definition.kind === "group" && isObject(value)) return collect(definition.fields, value, below);
    if (definition.kind === "items" && Array.isArray(value)) {
      return value.flatMap((item: Document) =>
        definition.columns.flatMap((column) =>
          column.reference && Object.hasOwn(item, column.name)
            ? reference(
                item,
                column.name,
                item[column.name],
                column.reference,
                below === true ? true : (below.get(column.name) ?? true),
              )
            : [],
        ),
      );
    }
    return [];
  });
}

function reference(
  holder: Document,
  key: string,
  id: unknown,
  entity: EntityName,
  wanted: Wanted,
): readonly Reference[] {
  return typeof id === "string" ? [{ holder, key, id, entity, wanted }] : [];
}
