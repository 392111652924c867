import { expect, it } from "vitest";
import { parseLineage, parseState, statsOf, versionOf } from "./dataset";

it("reads figures whether they came as numbers or as texts", () => {
  const task = { id: "1", runtime: { ds_file_count: "12", ds_total_size: 4096, ds_change_add: "", version: "1.2" } };
  expect(statsOf(task)).toMatchObject({ files: 12, size: 4096, added: null, compressed: null });
  expect(versionOf(task)).toBe("1.2");
  expect(versionOf({ id: "1" })).toBeNull();
});

it("reads the lineage, whose parents are places", () => {
  const text = JSON.stringify({
    0: { job_id: "a", name: "roads", version: "1.0", parents: [], status: "completed", job_size: 5 },
    1: { job_id: "b", name: "roads", version: "1.1", parents: ["0", "7"] },
    2: "damaged",
  });
  expect(parseLineage(text)).toMatchObject([
    { id: "a", version: "1.0", size: 5, parents: [] },
    { id: "b", version: "1.1", size: null, parents: ["a"] },
  ]);
  expect(parseLineage("{")).toEqual([]);
  expect(parseLineage(undefined)).toEqual([]);
});

it("lists files and links by path, and knows when a file is no state", () => {
  const state = {
    dataset_file_entries: [
      { relative_path: "b.txt", size: 2, hash: "h", parent_dataset_id: "v1" },
      { relative_path: "a.txt", size: null, parent_dataset_id: "v2" },
      null,
    ],
    dataset_link_entries: [{ link: "s3://x/c", relative_path: "c", size: 9, parent_dataset_id: "v2" }],
  };
  expect(parseState(JSON.stringify(state))).toEqual([
    { path: "a.txt", size: null, hash: "", from: "v2" },
    { path: "b.txt", size: 2, hash: "h", from: "v1" },
    { path: "c", size: 9, hash: "", from: "v2", link: "s3://x/c" },
  ]);
  expect(parseState('{"other": 1}')).toBeNull();
  expect(parseState("<html>")).toBeNull();
});
