import { csvLine } from "@/lib/csv";
import type { Task } from "@/lib/wire";
import type { RunColumn } from "./columns";

/** Rows in a file at most (wire-protocol §15). */
export const MOST_CSV_ROWS = 50_000;
const PART = 1_000;

/** Shown columns as CSV: a heading, then one line a run. Columns that are drawings are left out. */
export function runsCsv(tasks: readonly Task[], columns: readonly RunColumn[]): string {
  const written = columns.filter((column) => !column.id.startsWith("curve"));
  const withId = written.some((column) => column.id === "id");
  const lines = [csvLine([...(withId ? [] : ["Id"]), ...written.map((column) => column.header)])];
  for (const task of tasks)
    lines.push(csvLine([...(withId ? [] : [task.id]), ...written.map((column) => column.csv(task))]));
  return `${lines.join("\r\n")}\r\n`;
}

/** All runs of a list, part by part. */
export async function loadAll(
  page: (start: number, size: number) => Promise<readonly Task[]>,
  onProgress: (loaded: number) => void,
): Promise<Task[]> {
  const tasks: Task[] = [];
  while (tasks.length < MOST_CSV_ROWS) {
    const part = await page(tasks.length, PART);
    tasks.push(...part);
    onProgress(tasks.length);
    if (part.length < PART) break;
  }
  return tasks;
}
