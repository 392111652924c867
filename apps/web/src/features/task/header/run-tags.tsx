"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Command as Cmdk } from "cmdk";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Tag } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { describeError } from "@/lib/errors";
import { useTRPC } from "@/lib/trpc/client";
import { headRequest, isReadOnly, onlyRun, replyOf } from "../query";
import { useRun } from "../run-context";

/** The run's tags, each with a way to take it off, and a field to add one; the page shows the change at once. */
export function RunTags() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const run = useRun();
  const key = trpc.tasks.get_by_id_ex.queryKey(headRequest(run.id));
  const change = useMutation(
    trpc.tasks.update_tags.mutationOptions({
      onMutate: async ({ add_tags = [], remove_tags = [] }) => {
        await client.cancelQueries({ queryKey: key });
        const before = client.getQueryData(key);
        const known = onlyRun(before);
        if (known) {
          const tags = [...new Set([...(known.tags ?? []), ...(add_tags ?? [])])]
            .filter((tag) => !remove_tags?.includes(tag))
            .sort();
          client.setQueryData(key, replyOf({ ...known, tags }));
        }
        return { before };
      },
      onError: (error, _, context) => {
        client.setQueryData(key, context?.before);
        toast.error("The tags were not changed", { description: describeError(error).reason });
      },
      onSettled: () => client.invalidateQueries(trpc.tasks.pathFilter()),
    }),
  );
  const tags = run.tags ?? [];
  const fixed = isReadOnly(run);
  return (
    <ul aria-label="Tags" className="flex min-w-0 flex-wrap items-center gap-1">
      {tags.map((tag) => (
        <li key={tag} className="group/tag relative flex min-w-0">
          <Tag title={tag} className={fixed ? undefined : "group-focus-within/tag:pr-5 group-hover/tag:pr-5"}>
            {tag}
          </Tag>
          {!fixed && (
            <button
              type="button"
              aria-label={`Remove tag ${tag}`}
              onClick={() => change.mutate({ ids: [run.id], remove_tags: [tag] })}
              className="absolute inset-y-0 right-0.5 my-auto grid size-4 place-items-center rounded-sm text-faint opacity-0 group-hover/tag:opacity-100 hover:text-text focus-visible:opacity-100 pointer-coarse:hidden"
            >
              <X className="size-3" />
            </button>
          )}
        </li>
      ))}
      {!fixed && (
        <li>
          <AddTag
            known={tags}
            onAdd={(tag) => change.mutate({ ids: [run.id], add_tags: [tag] })}
            onRemove={(tag) => change.mutate({ ids: [run.id], remove_tags: [tag] })}
          />
        </li>
      )}
    </ul>
  );
}

function AddTag({
  known,
  onAdd,
  onRemove,
}: {
  known: readonly string[];
  onAdd: (tag: string) => void;
  onRemove: (tag: string) => void;
}) {
  const trpc = useTRPC();
  const run = useRun();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const query = useQuery({
    ...trpc.projects.get_task_tags.queryOptions({ projects: run.project?.id ? [run.project.id] : [] }),
    enabled: open,
    staleTime: 30_000,
  });
  const typed = text.trim();
  const all = [...new Set([...known, ...(query.data?.tags ?? [])])].sort();
  const found = all.filter((tag) => tag.toLowerCase().includes(typed.toLowerCase()));
  const item = "flex min-h-8 items-center gap-2 rounded-sm px-2 text-sm data-[selected=true]:bg-hover";
  const toggle = (tag: string) => {
    (known.includes(tag) ? onRemove : onAdd)(tag);
    setText("");
  };
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="sm" className="h-5 gap-1 px-1.5 text-faint [&_svg]:size-3.5">
          <Plus /> {known.length === 0 ? "Add tag" : <span className="sr-only">Add tag</span>}
        </Button>
      </PopoverTrigger>
      <PopoverContent className="w-60 overflow-hidden p-0">
        <Cmdk label="Tags" shouldFilter={false} loop>
          <Cmdk.Input
            value={text}
            onValueChange={setText}
            placeholder="Find or make a tag"
            className="h-9 w-full border-b border-line bg-transparent px-3 text-sm outline-none"
          />
          <Cmdk.List className="max-h-56 overflow-y-auto p-1">
            {found.map((tag) => (
              <Cmdk.Item key={tag} value={tag} onSelect={() => toggle(tag)} className={item}>
                <span className="min-w-0 flex-1 truncate">{tag}</span>
                {known.includes(tag) && <X className="size-3.5 text-faint" aria-label="Remove" />}
              </Cmdk.Item>
            ))}
            {typed !== "" && !all.includes(typed) && (
              <Cmdk.Item value={`new ${typed}`} onSelect={() => toggle(typed)} className={item}>
                <Plus className="size-4 text-accent" />
                <span className="min-w-0 truncate">New tag “{typed}”</span>
              </Cmdk.Item>
            )}
            {found.length === 0 && typed === "" && (
              <p className="px-2 py-3 text-center text-sm text-muted">No tags in this project yet. Type to make one.</p>
            )}
          </Cmdk.List>
        </Cmdk>
      </PopoverContent>
    </Popover>
  );
}
