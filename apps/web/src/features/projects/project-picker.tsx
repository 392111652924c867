"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Combobox } from "@/components/ui/combobox";
import { useTRPC } from "@/lib/trpc/client";
import { documents, escapePattern, type Project } from "@/lib/wire";

/** A project that is there, or the name of one to make. */
export type PickedProject =
  | { readonly id: string; readonly name: string }
  | { readonly id: null; readonly name: string };

/** Chooses a project by name; one that is not there yet can be made by its name. */
export function ProjectPicker(props: {
  id?: string;
  label: string;
  value: PickedProject | null;
  onValueChange: (project: PickedProject) => void;
}) {
  const trpc = useTRPC();
  const [search, setSearch] = useState("");
  const text = useDeferredValue(search.trim());
  const query = useQuery({
    ...trpc.projects.get_all_ex.queryOptions({
      ...(text ? { _any_: { pattern: escapePattern(text), fields: ["name"] } } : {}),
      order_by: text ? ["name"] : ["-last_update"],
      page: 0,
      page_size: 30,
      only_fields: ["name"],
    }),
    placeholderData: (before) => before,
  });
  const projects = documents<Project>(query.data?.projects);
  return (
    <Combobox
      id={props.id}
      label={props.label}
      value={props.value?.id ?? null}
      valueLabel={props.value ? (props.value.id ? props.value.name : `${props.value.name} (new)`) : undefined}
      placeholder="Choose a project"
      options={projects.map((project) => ({ value: project.id, label: project.name }))}
      onValueChange={(id, option) => props.onValueChange({ id, name: option.label })}
      search={search}
      onSearchChange={setSearch}
      onCreate={(name) => props.onValueChange({ id: null, name })}
      createLabel={(name) => `New project “${name}”`}
      loading={query.isFetching}
    />
  );
}
