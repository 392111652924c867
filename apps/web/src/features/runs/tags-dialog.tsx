"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { ActionDialog } from "./action-dialog";
import { countWords } from "./actions";
import type { RunDialogProps } from "./run-dialogs";
import { useChangeMany } from "./use-change-many";

/** Adds tags to runs and takes them away. */
export function TagsDialog({ action, tasks, onClose }: RunDialogProps) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const known = useQuery(trpc.projects.get_task_tags.queryOptions({})).data?.tags ?? [];
  return (
    <TagsForm
      noun="run"
      action={action}
      items={tasks}
      known={known}
      update={(ids, add_tags, remove_tags) => client.tasks.update_tags.mutate({ ids, add_tags, remove_tags })}
      onClose={onClose}
    />
  );
}

/** Boxes for tags: checked when all of the items have the tag, a dash when some have. */
export function TagsForm(props: {
  noun: "run" | "model" | "report";
  action: { readonly done: string };
  items: readonly { readonly id: string; readonly name?: string; readonly tags?: readonly string[] }[];
  known: readonly string[];
  update: (ids: string[], add: string[], remove: string[]) => Promise<unknown>;
  onClose: () => void;
}) {
  const { items, noun, known, onClose } = props;
  const { change, progress } = useChangeMany(noun);
  const [search, setSearch] = useState("");
  const [changes, setChanges] = useState<Readonly<Record<string, boolean>>>({});
  const counts = new Map<string, number>();
  for (const item of items) for (const tag of item.tags ?? []) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const all = [...new Set([...counts.keys(), ...Object.keys(changes), ...known])];
  const text = search.trim();
  const fits = all.filter((tag) => tag.toLowerCase().includes(text.toLowerCase())).slice(0, 100);
  const canCreate = text !== "" && !all.includes(text) && !text.startsWith("__$");
  const state = (tag: string) => {
    if (changes[tag] !== undefined) return changes[tag];
    const count = counts.get(tag) ?? 0;
    return count === 0 ? false : count === items.length ? true : "indeterminate";
  };
  const add_tags = Object.keys(changes).filter((tag) => changes[tag] === true && state(tag) === true);
  const remove_tags = Object.keys(changes).filter((tag) => changes[tag] === false && counts.has(tag));
  const create = () => {
    setChanges({ ...changes, [text]: true });
    setSearch("");
  };

  return (
    <ActionDialog
      title={`Tags of ${countWords(items.length, items.length, noun)}`}
      action={{ label: "Set tags of" }}
      count={items.length}
      noun={noun}
      progress={progress}
      ready={add_tags.length + remove_tags.length > 0}
      onClose={onClose}
      onSubmit={async () => {
        await change(props.action, items, async (ids) => {
          await props.update(ids, add_tags, remove_tags);
          return { succeeded: ids.map((id) => ({ id })), failed: [] };
        });
        onClose();
      }}
    >
      <Input
        autoFocus
        placeholder="Search or create a tag"
        aria-label="Search or create a tag"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || text === "") return;
          event.preventDefault();
          if (canCreate) create();
          else if (fits[0]) setChanges({ ...changes, [fits[0]]: state(fits[0]) !== true });
        }}
      />
      <ul className="h-56 overflow-y-auto" aria-label="Tags">
        {canCreate && (
          <li>
            <button
              type="button"
              onClick={create}
              className="flex h-8 w-full items-center gap-2 rounded-sm px-1 text-left hover:bg-hover"
            >
              <Plus className="size-4 text-accent" /> Create “{text}”
            </button>
          </li>
        )}
        {fits.map((tag) => (
          <li key={tag} className="rounded-sm hover:bg-hover">
            <label htmlFor={`tag-${tag}`} className="flex h-8 items-center gap-2 px-1">
              <Checkbox
                id={`tag-${tag}`}
                checked={state(tag)}
                onCheckedChange={(on) => setChanges({ ...changes, [tag]: on })}
              />
              <span className="truncate">{tag}</span>
            </label>
          </li>
        ))}
        {fits.length === 0 && !canCreate && <li className="py-2 text-muted">No tags yet. Type one to create it.</li>}
      </ul>
    </ActionDialog>
  );
}
