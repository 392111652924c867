"use client";

import type { UsageGroup } from "@limpid/core/storage/usage-schema";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { ChevronRight, Database, RefreshCw } from "lucide-react";
import Link from "next/link";
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/search-input";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { TimeAgo } from "@/components/ui/time";
import { describeError } from "@/lib/errors";
import { formatBytes, formatCount } from "@/lib/format/numbers";
import { useTRPC } from "@/lib/trpc/client";
import { KindBar } from "./kind-bar";
import { Totals } from "./totals";

const PAGE_SIZE = 20;
const BY = ["project", "task"] as const;

const view = {
  project: parseAsString.withDefault(""),
  by: parseAsStringLiteral(BY).withDefault("project"),
  q: parseAsString.withDefault(""),
  page: parseAsInteger.withDefault(0),
};

interface Counts {
  readonly events: { readonly started: string | null; readonly running: string | null };
  readonly files: { readonly running: string | null };
}

/** Whether a count is under way, or was asked for and has not begun yet. @param asked when, by the server's clock */
function isCounting(counts: Counts | undefined, asked: string | undefined): boolean {
  if (!counts) return false;
  const { events, files } = counts;
  const isAwaited = asked !== undefined && Date.parse(events.started ?? "1970-01-01") < Date.parse(asked);
  return isAwaited || events.running !== null || files.running !== null;
}

/** What takes up room: by kind, and by project down to the runs. */
export function Explorer() {
  const trpc = useTRPC();
  const [{ project, by, q, page }, setView] = useQueryStates(view);
  const count = useMutation(
    trpc.storage.count.mutationOptions({
      onError: (error) => toast.error("It could not be counted", { description: describeError(error).reason }),
    }),
  );
  const asked = count.data?.asked;
  const query = useQuery(
    trpc.storage.usage.queryOptions(
      { project: project || undefined, by, search: q || undefined, page, page_size: PAGE_SIZE },
      {
        placeholderData: keepPreviousData,
        refetchInterval: ({ state: { data } }) => (isCounting(data, asked) ? 2000 : 60_000),
      },
    ),
  );
  const running = isCounting(query.data, asked);
  return (
    <section aria-labelledby="usage-heading" className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-0 flex-1">
          <h2 id="usage-heading" className="text-base font-semibold">
            What takes up room
          </h2>
          <p className="text-sm text-muted">
            {query.data?.events.counted ? (
              <>
                Counted <TimeAgo value={query.data.events.counted} />
                {query.data.files.counted ? null : "; files have not been counted yet"}. Sizes are of contents, as they
                are stored.
              </>
            ) : (
              "Events and files, by project and run."
            )}
          </p>
        </div>
        <Button onClick={() => count.mutate({})} disabled={count.isPending || running}>
          <RefreshCw /> {running ? "Counting…" : "Count now"}
        </Button>
      </div>
      {query.isPending && <Skeleton className="h-64" />}
      {query.isError && <ErrorState compact error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.events.counted === null && !query.isError && (
        <EmptyState icon={<Database />} title="Nothing has been counted yet">
          The server counts every six hours by itself. “Count now” does it at once; it takes seconds, or minutes where
          there are very many files.
        </EmptyState>
      )}
      {query.data?.events.counted && !query.isError && (
        <>
          <Totals totals={query.data.totals} />
          {query.data.project && (
            <nav aria-label="Project" className="flex min-w-0 items-center gap-1.5 text-sm">
              <Button variant="link" onClick={() => void setView({ project: null, page: null, q: null })}>
                All projects
              </Button>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-faint" />
              {query.data.project.parent && (
                <>
                  <Button
                    variant="link"
                    onClick={() => void setView({ project: query.data.project?.parent, page: null, q: null })}
                  >
                    Up
                  </Button>
                  <ChevronRight aria-hidden className="size-4 shrink-0 text-faint" />
                </>
              )}
              <span className="truncate font-medium">{query.data.project.name}</span>
            </nav>
          )}
          <div className="flex flex-wrap items-center gap-2">
            <Select
              label="Group by"
              value={by}
              onValueChange={(value) => void setView({ by: value, page: null })}
              options={[
                { value: "project", label: "By project" },
                { value: "task", label: "By run" },
              ]}
            />
            <SearchInput
              aria-label="Filter by name"
              placeholder="Filter by name"
              value={q}
              shortcut={false}
              onValueChange={(value) => void setView({ q: value || null, page: null })}
              className="min-w-40 flex-1"
            />
          </div>
          <Groups
            groups={query.data.groups}
            onOpen={(id) => void setView({ project: id, page: null, q: null })}
            isFiltered={q !== ""}
          />
          <Pages page={page} total={query.data.total} onPage={(next) => void setView({ page: next || null })} />
        </>
      )}
    </section>
  );
}

function Groups(props: { groups: readonly UsageGroup[]; onOpen: (project: string) => void; isFiltered: boolean }) {
  if (props.groups.length === 0)
    return (
      <p className="py-6 text-center text-sm text-muted">
        {props.isFiltered ? "No name matches the filter." : "There is nothing here that takes up room."}
      </p>
    );
  const largest = Math.max(...props.groups.map(({ bytes }) => bytes));
  return (
    <ul aria-label="Room taken up by name" className="divide-y divide-line border-y border-line">
      {props.groups.map((group) => (
        <li
          key={`${group.type} ${group.id}`}
          data-group={group.name}
          className="grid grid-cols-[minmax(0,2fr)_minmax(0,1fr)_5.5rem] items-center gap-3 py-2 text-sm"
        >
          <GroupName group={group} onOpen={props.onOpen} />
          <KindBar kinds={group.kinds} whole={largest} />
          <span className="text-right tabular">{formatBytes(group.bytes)}</span>
        </li>
      ))}
    </ul>
  );
}

function GroupName({ group, onOpen }: { group: UsageGroup; onOpen: (project: string) => void }) {
  const { type, id, name, project } = group;
  if (type === "project")
    return (
      <button
        type="button"
        onClick={() => onOpen(id)}
        className="flex min-w-0 items-center gap-1 rounded-sm text-left font-medium hover:underline"
      >
        <span className="truncate">{name}</span>
        <ChevronRight aria-hidden className="size-4 shrink-0 text-faint" />
      </button>
    );
  if (type === "here")
    return <span className="truncate text-muted">{name ? "Directly in this project" : "In no project"}</span>;
  if (type === "left")
    return (
      <span className="min-w-0 text-muted">
        <span className="block truncate">Belongs to no run</span>
        <span className="block truncate text-xs">Workers' statistics, other files, what deleted runs have left</span>
      </span>
    );
  const href =
    type === "task"
      ? `/projects/${project?.id ?? "*"}/tasks/${id}/overview`
      : `/projects/${project?.id ?? "*"}/models/${id}`;
  return (
    <span className="min-w-0">
      <Link href={href} className="block truncate font-medium hover:underline">
        {name}
      </Link>
      {project && <span className="block truncate text-xs text-muted">{project.name}</span>}
    </span>
  );
}

function Pages({ page, total, onPage }: { page: number; total: number; onPage: (page: number) => void }) {
  if (total <= PAGE_SIZE && page === 0) return null;
  const last = Math.max(0, Math.ceil(total / PAGE_SIZE) - 1);
  return (
    <nav aria-label="Pages" className="flex items-center justify-end gap-2 text-sm">
      <span className="text-muted tabular">
        {formatCount(page * PAGE_SIZE + 1)}–{formatCount(Math.min(total, (page + 1) * PAGE_SIZE))} of{" "}
        {formatCount(total)}
      </span>
      <Button size="sm" disabled={page === 0} onClick={() => onPage(page - 1)}>
        Larger
      </Button>
      <Button size="sm" disabled={page >= last} onClick={() => onPage(page + 1)}>
        Smaller
      </Button>
    </nav>
  );
}
