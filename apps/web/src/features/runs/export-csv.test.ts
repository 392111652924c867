import { expect, it } from "vitest";
import type { Task } from "@/lib/wire";
import { FIXED_COLUMNS, mainCurveColumn } from "./columns";
import { loadAll, runsCsv } from "./export-csv";

const column = (id: string) => {
  const found = FIXED_COLUMNS.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return found;
};

it("writes the shown columns, without drawings, always with the id", () => {
  const tasks: Task[] = [{ id: "t1", name: "a, b", status: "completed", tags: ["x", "y"], last_iteration: 5 }];
  expect(runsCsv(tasks, [column("name"), mainCurveColumn(null), column("tags"), column("last_iteration")])).toBe(
    'Id,Name,Tags,Iteration\r\nt1,"a, b",x y,5\r\n',
  );
  expect(runsCsv(tasks, [column("name"), column("id")])).toBe('Name,Id\r\n"a, b",t1\r\n');
});

it("loads part by part until one is not full", async () => {
  const asked: number[] = [];
  const tasks = await loadAll(
    async (start, size) => {
      asked.push(start);
      return Array.from({ length: start === 0 ? size : 3 }, (_, index) => ({ id: String(start + index) }));
    },
    () => undefined,
  );
  expect(asked).toEqual([0, 1000]);
  expect(tasks).toHaveLength(1003);
});
