"use client";

import { TASK_TYPES } from "@limpid/core/tasks/schema";
import { useQuery } from "@tanstack/react-query";
import { Ban } from "lucide-react";
import { type ReactNode, useDeferredValue, useState } from "react";
import { StatusBadge } from "@/components/status/status-badge";
import { Avatar } from "@/components/ui/avatar";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import { useTRPC } from "@/lib/trpc/client";
import { documents, escapePattern, type Project } from "@/lib/wire";
import { parseColumnId } from "./column-id";
import { typeWords } from "./columns";
import type { Filter, ListFilter } from "./filter";

export interface FilterOption {
  readonly value: string;
  readonly label: string;
  readonly mark?: ReactNode;
}

const STATUS_OPTIONS: readonly FilterOption[] = [
  "in_progress",
  "queued",
  "completed",
  "failed",
  "stopped",
  "published",
  "created",
].map((status) => ({ value: status, label: status, mark: <StatusBadge status={status} /> }));

const TYPE_OPTIONS: readonly FilterOption[] = TASK_TYPES.filter((type) => type !== "report").map((type) => ({
  value: type,
  label: typeWords(type),
}));

const READY_OPTIONS: readonly FilterOption[] = [
  { value: "true", label: "published" },
  { value: "false", label: "draft" },
];

/** Options shown at once; a search finds the others. */
const MOST = 100;

/** Whose fields are filtered. */
export type Listed = "task" | "model";

/** Boxes for the values of a field: checked is wanted, the sign at the right leaves the value out. */
export function ListEditor(props: {
  field: string;
  label: string;
  projectId: string;
  listed?: Listed;
  filter: ListFilter;
  onChange: (filter: Filter) => void;
}) {
  const { filter, onChange } = props;
  const [search, setSearch] = useState("");
  const text = useDeferredValue(search.trim());
  const { options, loading } = useOptions(props.field, props.projectId, text, props.listed);
  const fits = options.filter((option) => option.label.toLowerCase().includes(text.toLowerCase()));
  // What is chosen stays visible, even when the server's list does not have it (any more).
  const known = new Set(options.map((option) => option.value));
  const missing = [...filter.include, ...filter.exclude].filter((value) => !known.has(value) && !loading);
  const chosen: FilterOption[] = text ? [] : missing.map((value) => ({ value, label: value }));
  const shown = [...chosen, ...fits].slice(0, MOST);
  const set = (value: string, state: "include" | "exclude" | "none") => {
    const without = (list: readonly string[]) => list.filter((each) => each !== value);
    onChange({
      ...filter,
      include: state === "include" ? [...without(filter.include), value] : without(filter.include),
      exclude: state === "exclude" ? [...without(filter.exclude), value] : without(filter.exclude),
    });
  };

  return (
    <>
      {(options.length > 8 || text || props.field === "project") && (
        <Input
          autoFocus
          placeholder={`Search ${props.label.toLowerCase()}`}
          aria-label={`Search ${props.label.toLowerCase()}`}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <ul className="max-h-72 overflow-y-auto" aria-label={props.label}>
        {loading &&
          [60, 45, 70].map((width) => <Skeleton key={width} className="my-2 h-4" style={{ width: `${width}%` }} />)}
        {!loading && shown.length === 0 && <li className="py-2 text-sm text-muted">Nothing found</li>}
        {shown.map((option, index) => {
          const excluded = filter.exclude.includes(option.value);
          const id = `filter-${props.field}-${index}`;
          return (
            <li key={option.value} className="group flex h-8 items-center gap-2 rounded-sm px-1 hover:bg-hover">
              <Checkbox
                id={id}
                checked={filter.include.includes(option.value)}
                onCheckedChange={(checked) => set(option.value, checked ? "include" : "none")}
              />
              <label htmlFor={id} className={cn("flex min-w-0 flex-1 items-center gap-2", excluded && "line-through")}>
                {option.mark ?? (
                  <span className="truncate" title={option.label}>
                    {option.label === "" ? "(empty)" : option.label}
                  </span>
                )}
              </label>
              <button
                type="button"
                aria-pressed={excluded}
                aria-label={`Leave out ${option.label}`}
                title="Leave out"
                onClick={() => set(option.value, excluded ? "none" : "exclude")}
                className="rounded-sm p-1 text-faint opacity-0 group-hover:opacity-100 hover:text-danger focus-visible:opacity-100 aria-pressed:text-danger aria-pressed:opacity-100 pointer-coarse:opacity-100"
              >
                <Ban className="size-4" />
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** The values that a field has in the project. */
export function useOptions(field: string, projectId: string, text: string, listed: Listed = "task") {
  const trpc = useTRPC();
  const projects = projectId === "*" ? [] : [projectId];
  const param = parseColumnId(field);
  const users = useQuery({
    ...trpc.projects.get_user_names.queryOptions({ projects, entity: listed }),
    enabled: field === "user",
  });
  const taskTags = useQuery({
    ...trpc.projects.get_task_tags.queryOptions({ projects }),
    enabled: field === "tags" && listed === "task",
  });
  const modelTags = useQuery({
    ...trpc.projects.get_model_tags.queryOptions({ projects }),
    enabled: field === "tags" && listed === "model",
  });
  const tags = listed === "task" ? taskTags : modelTags;
  const frameworks = useQuery({
    ...trpc.models.get_frameworks.queryOptions({ projects }),
    enabled: field === "framework",
  });
  const parents = useQuery({
    ...trpc.projects.get_task_parents.queryOptions({ projects, ...(text ? { task_name: escapePattern(text) } : {}) }),
    enabled: field === "parent",
  });
  const found = useQuery({
    ...trpc.projects.get_all_ex.queryOptions({
      page: 0,
      page_size: MOST,
      order_by: ["name"],
      only_fields: ["name"],
      ...(projectId === "*" ? {} : { parent: [projectId] }),
      ...(text ? { _any_: { pattern: escapePattern(text), fields: ["name"] } } : {}),
    }),
    enabled: field === "project",
    placeholderData: (before) => before,
  });
  const values = useQuery({
    ...trpc.projects.get_hyperparam_values.queryOptions({
      projects,
      section: param?.kind === "param" ? param.section : "",
      name: param?.kind === "param" ? param.name : "",
      page_size: 1000,
    }),
    enabled: param?.kind === "param",
  });
  const plain = (list: readonly string[] | undefined): FilterOption[] =>
    (list ?? []).map((value) => ({ value, label: value }));
  const named = (list: readonly { id: string; name: string }[] | undefined): FilterOption[] =>
    (list ?? []).map((each) => ({ value: each.id, label: each.name }));
  switch (field) {
    case "status":
      return { options: STATUS_OPTIONS, loading: false };
    case "type":
      return { options: TYPE_OPTIONS, loading: false };
    case "tags":
      return { options: plain(tags.data?.tags), loading: tags.isLoading };
    case "user": {
      const options = (users.data?.users ?? []).map(({ id, name }) => ({
        value: id,
        label: name,
        mark: (
          <>
            <Avatar name={name} className="size-5" /> <span className="truncate">{name}</span>
          </>
        ),
      }));
      return { options, loading: users.isLoading };
    }
    case "framework":
      return {
        options: plain(frameworks.data?.frameworks.filter((name) => name !== null)),
        loading: frameworks.isLoading,
      };
    case "ready":
      return { options: READY_OPTIONS, loading: false };
    case "project":
      return { options: named(documents<Project>(found.data?.projects)), loading: found.isLoading };
    case "parent":
      return { options: named(parents.data?.parents), loading: parents.isLoading };
    default:
      return { options: plain(values.data?.values.map(String)), loading: values.isLoading };
  }
}
