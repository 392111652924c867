"use client";

import { Archive } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsBoolean, parseAsString, useQueryStates } from "nuqs";
import { type ReactNode, useMemo, useState } from "react";
import { isActive } from "@/components/status/status";
import { ArchiveToggle } from "@/components/table/archive-toggle";
import { ColumnMenu } from "@/components/table/column-menu";
import { DataTable } from "@/components/table/data-table";
import { type RowSource, useLiveRows } from "@/components/table/use-live-rows";
import { useRowHeight } from "@/components/table/use-row-height";
import { useTableState } from "@/components/table/use-table-state";
import { Button } from "@/components/ui/button";
import { ContextMenuItem } from "@/components/ui/menu";
import { SearchInput } from "@/components/ui/search-input";
import { EmptyState } from "@/components/ui/state";
import { actionsFor, countWords, type RunActionId } from "@/features/runs/actions";
import type { RunColumn } from "@/features/runs/columns";
import { BASE_FIELDS } from "@/features/runs/columns";
import { useRunActions } from "@/features/runs/run-dialogs";
import { useIdleResort } from "@/features/runs/use-idle-resort";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { documents, escapePattern, type Task } from "@/lib/wire";
import { type CollectionKind, memberCondition } from "./collection";

const taskId = (task: Task) => task.id;

/** The tasks of one data set (its versions) or pipeline (its runs). */
export function MembersTable(props: {
  kind: CollectionKind;
  projectId: string;
  /** What a row is called: "version", "run". */
  noun: string;
  columns: readonly RunColumn[];
  href: (task: Task) => string;
  card: (task: Task) => ReactNode;
  empty: ReactNode;
  /** Actions of runs that make no sense here. */
  without?: readonly RunActionId[];
}) {
  const { kind, projectId, noun, columns, href, without = [] } = props;
  const router = useRouter();
  const state = useTableState(`${kind}-members`, columns, "-created");
  const [url, setUrl] = useQueryStates(
    { q: parseAsString.withDefault(""), archived: parseAsBoolean.withDefault(false) },
    { history: "replace" },
  );
  const list = useMembers({ kind, projectId, text: url.q, archived: url.archived, orderBy: state.orderBy }, columns);
  const actions = useRunActions();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const chosen = list.rows.filter((task) => task && selected.has(task.id)) as Task[];
  const onIdle = useIdleResort(list.news, list.resort);
  const rowHeight = useRowHeight();
  const title = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}s`;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-1.5 px-4 py-2 md:px-6">
        <SearchInput
          value={url.q}
          onValueChange={(q) => void setUrl({ q: q || null })}
          placeholder={`Search ${noun}s`}
          aria-label={`Search ${noun}s`}
          className="w-full sm:w-56"
        />
        {chosen.length > 1 && (
          <Button size="sm" onClick={() => actions.start("compare", chosen)}>
            Compare {countWords(chosen.length, chosen.length, noun)}
          </Button>
        )}
        <span className="ml-auto flex items-center gap-1.5">
          <span className="text-xs whitespace-nowrap text-muted tabular" role="status">
            {list.total === null ? "" : countWords(list.total, list.total, noun)}
          </span>
          <ArchiveToggle
            archived={url.archived}
            noun={`${noun}s`}
            onToggle={() => void setUrl({ archived: url.archived ? null : true })}
          />
          <ColumnMenu columns={columns} state={state} />
        </span>
      </div>
      <DataTable
        label={title}
        columns={columns}
        rows={list.rows}
        rowId={taskId}
        state={state}
        status={list.status}
        error={list.error}
        onRetry={list.resort}
        onRange={list.onRange}
        changing={list.changing}
        onIdle={onIdle}
        rowHeight={rowHeight}
        selection={selected}
        onSelectionChange={setSelected}
        onOpen={(task, { newTab }) =>
          newTab ? window.open(href(task), "_blank", "noopener") : router.push(href(task))
        }
        card={props.card}
        rowMenu={(task) =>
          actionsFor(task)
            .filter((action) => !without.includes(action.id))
            .map((action) => (
              <ContextMenuItem key={action.id} danger={action.danger} onSelect={() => actions.start(action.id, [task])}>
                {action.label}
              </ContextMenuItem>
            ))
        }
        empty={
          url.q ? (
            <EmptyState
              title={`No ${noun} matches`}
              action={<Button onClick={() => void setUrl({ q: null })}>Clear the search</Button>}
            />
          ) : url.archived ? (
            <EmptyState icon={<Archive />} title="The archive is empty" />
          ) : (
            props.empty
          )
        }
        className="border-t border-line"
      />
      {actions.dialog}
    </div>
  );
}

interface MembersQuery {
  readonly kind: CollectionKind;
  readonly projectId: string;
  readonly text: string;
  readonly archived: boolean;
  readonly orderBy: readonly string[];
}

function membersRequest({ kind, projectId, text, archived, orderBy }: MembersQuery): Record<string, unknown> {
  const members = memberCondition(kind);
  return {
    project: [projectId],
    search_hidden: true,
    type: members.type,
    system_tags: archived ? ["__$all", kind, "archived"] : members.system_tags,
    ...(text ? { _any_: { pattern: escapePattern(text), fields: ["name", "id", "comment", "tags"] } } : {}),
    order_by: [...orderBy],
  };
}

function useMembers(query: MembersQuery, columns: readonly RunColumn[]) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const key = JSON.stringify(query);
  const { projectId } = query;
  const request = useMemo(() => membersRequest(JSON.parse(key) as MembersQuery), [key]);
  const shape = [...new Set([...BASE_FIELDS, ...columns.flatMap((column) => column.fields)])].sort().join(",");
  const source = useMemo((): RowSource<Task> => {
    const list = async (more: Record<string, unknown>) =>
      documents<Task>(
        (await client.tasks.get_all_ex.query({ ...request, only_fields: shape.split(","), ...more })).tasks,
      );
    return {
      key: [...trpc.tasks.get_all_ex.queryKey(request)],
      shape,
      page: (start, size) => list({ start, size }),
      ids: async (start, size) => (await list({ start, size, only_fields: ["id"] })).map((task) => task.id),
      byIds: (id) => list({ id: [...id] }),
      count: async () => (await client.organization.get_entities_count.query({ tasks: request })).tasks ?? null,
      active: (task) => isActive(task.status),
      watch: `task@${projectId}`,
    };
  }, [trpc, client, request, shape, projectId]);
  return useLiveRows(source);
}
