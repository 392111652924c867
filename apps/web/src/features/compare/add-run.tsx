"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Combobox } from "@/components/ui/combobox";
import { useTRPC } from "@/lib/trpc/client";
import { documents, escapePattern, type Task } from "@/lib/wire";

/** Takes one more run into the comparison, found by name or id. */
export function AddRun({ ids, onAdd }: { ids: readonly string[]; onAdd: (id: string) => void }) {
  const trpc = useTRPC();
  const [search, setSearch] = useState("");
  const text = useDeferredValue(search.trim());
  const query = useQuery({
    ...trpc.tasks.get_all_ex.queryOptions({
      ...(text ? { _any_: { pattern: escapePattern(text), fields: ["name", "id"] } } : {}),
      system_tags: ["__$not", "archived"],
      order_by: ["-last_update"],
      page: 0,
      page_size: 30,
      only_fields: ["name", "project.name"],
    }),
    placeholderData: (before) => before,
  });
  const options = documents<Task>(query.data?.tasks)
    .filter((task) => !ids.includes(task.id))
    .map((task) => ({ value: task.id, label: task.name ?? task.id, hint: task.project?.name }));
  return (
    <Combobox
      label="Add a run to the comparison"
      value={null}
      placeholder="Add a run"
      options={options}
      onValueChange={onAdd}
      search={search}
      onSearchChange={setSearch}
      loading={query.isFetching}
    />
  );
}
