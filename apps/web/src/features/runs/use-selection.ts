"use client";

import { useCallback, useMemo, useRef, useState } from "react";
import { toast } from "sonner";
import { describeError } from "@/lib/errors";
import { useTRPCClient } from "@/lib/trpc/client";
import { documents, type Task } from "@/lib/wire";

/** Runs that can be selected at once. */
const MOST = 10_000;
const PART = 2_000;
/** What actions need to know of a run. */
const FIELDS = ["name", "status", "system_tags", "tags", "type", "project.name", "company.id"];

/**
 * The selected runs, as last seen: those on the screen from the list, others from when they were selected.
 */
export function useSelection(rows: readonly (Task | undefined)[], request: Record<string, unknown>) {
  const client = useTRPCClient();
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [selectingAll, setSelectingAll] = useState(false);
  const seen = useRef(new Map<string, Task>());
  rows.forEach((task) => {
    if (task && ids.has(task.id)) seen.current.set(task.id, task);
  });

  const select = useCallback(
    (next: ReadonlySet<string>) => {
      rows.forEach((task) => {
        if (task && next.has(task.id)) seen.current.set(task.id, task);
      });
      setIds(next);
    },
    [rows],
  );

  const selectAll = async () => {
    setSelectingAll(true);
    try {
      const all: Task[] = [];
      for (let start = 0; start < MOST; start += PART) {
        const reply = await client.tasks.get_all_ex.query({ ...request, start, size: PART, only_fields: FIELDS });
        const part = documents<Task>(reply.tasks);
        all.push(...part);
        if (part.length < PART) break;
      }
      for (const task of all) seen.current.set(task.id, task);
      setIds(new Set(all.map((task) => task.id)));
      if (all.length === MOST)
        toast.info(`The first ${new Intl.NumberFormat("en").format(MOST)} runs are selected`, {
          description: "More cannot be changed at once. Filter the list to reach the others.",
        });
    } catch (error) {
      toast.error("Not all runs could be selected", { description: describeError(error).reason });
    } finally {
      setSelectingAll(false);
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows refresh what is seen
  const tasks = useMemo(() => [...ids].flatMap((id) => seen.current.get(id) ?? []), [ids, rows]);
  return { ids, tasks, select, selectAll, selectingAll, clear: () => setIds(new Set<string>()) };
}
