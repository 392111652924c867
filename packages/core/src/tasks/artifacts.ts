import { Prisma } from "@limpid/db";
import type { Context } from "../platform/context";
import type { Artifact, ArtifactId } from "./schema";

/**
 * Writes artifacts of an open task in one statement; key and mode are the identity, and one that is there already is
 * replaced as a whole (wire-protocol §7.5). Of one named twice the last counts.
 * @param options.replace removes all others.
 */
export async function writeArtifacts(
  tx: Context,
  task: string,
  artifacts: readonly Artifact[],
  { replace = false }: { replace?: boolean } = {},
): Promise<void> {
  if (replace) await tx.db.$executeRaw(Prisma.sql`DELETE FROM task_artifacts WHERE task = ${task}`);
  const items = [...new Map(artifacts.map((item) => [JSON.stringify([item.key, item.mode]), item])).values()];
  if (items.length === 0) return;
  const texts = (column: "key" | "mode" | "type" | "uri" | "hash") =>
    Prisma.sql`${items.map((item) => item[column] ?? null)}::text[]`;
  const numbers = (column: "content_size" | "timestamp") =>
    Prisma.sql`${items.map((item) => item[column] ?? null)}::bigint[]`;
  const json = (values: readonly unknown[]) =>
    Prisma.sql`${values.map((value) => (value ? JSON.stringify(value) : null))}::text[]`;
  await tx.db.$executeRaw(Prisma.sql`
    INSERT INTO task_artifacts (task, key, mode, type, uri, hash, content_size, timestamp, type_data, display_data)
    SELECT ${task}, key, mode, type, uri, hash, content_size, timestamp, type_data::jsonb, display_data::jsonb
    FROM unnest(${texts("key")}, ${texts("mode")}, ${texts("type")}, ${texts("uri")}, ${texts("hash")},
      ${numbers("content_size")}, ${numbers("timestamp")},
      ${json(items.map((item) => item.type_data))}, ${json(items.map((item) => sorted(item.display_data)))}
    ) AS item (key, mode, type, uri, hash, content_size, timestamp, type_data, display_data)
    ON CONFLICT (task, key, mode) DO UPDATE SET type = excluded.type, uri = excluded.uri, hash = excluded.hash,
      content_size = excluded.content_size, timestamp = excluded.timestamp, type_data = excluded.type_data,
      display_data = excluded.display_data`);
}

/** Takes artifacts from an open task; unknown ones are passed over. */
export async function deleteArtifacts(tx: Context, task: string, ids: readonly ArtifactId[]): Promise<void> {
  await tx.db.$executeRaw(Prisma.sql`
    DELETE FROM task_artifacts AS a
    USING unnest(${ids.map(({ key }) => key)}::text[], ${ids.map(({ mode }) => mode)}::text[]) AS gone (key, mode)
    WHERE a.task = ${task} AND a.key = gone.key AND a.mode = gone.mode`);
}

/** Gives a new task the input artifacts of another; outputs are what it has yet to make. */
export async function copyInputArtifacts(tx: Context, from: string, to: string): Promise<void> {
  await tx.db.$executeRaw(Prisma.sql`
    INSERT INTO task_artifacts (task, key, mode, type, uri, hash, content_size, timestamp, type_data, display_data)
    SELECT ${to}, key, mode, type, uri, hash, content_size, timestamp, type_data, display_data
    FROM task_artifacts WHERE task = ${from} AND mode = 'input'`);
}

/** Rows of display data are shown in order, cell by cell. */
function sorted(rows: Artifact["display_data"]): Artifact["display_data"] {
  return rows && [...rows].sort(compareCells);
}

function compareCells(left: readonly string[], right: readonly string[]): number {
  const at = left.findIndex((cell, index) => cell !== right[index]);
  const [one, other] = [left[at], right[at]];
  if (one === undefined || other === undefined) return left.length - right.length;
  return one < other ? -1 : 1;
}
