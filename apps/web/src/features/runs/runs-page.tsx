"use client";

import { Archive, ArrowDownWideNarrow, Download, FilterX, SquareArrowOutUpRight } from "lucide-react";
import Link from "next/link";
import { useMemo, useState } from "react";
import { toast } from "sonner";
import { ArchiveToggle } from "@/components/table/archive-toggle";
import { ColumnMenu } from "@/components/table/column-menu";
import { DataTable } from "@/components/table/data-table";
import { useRowHeight } from "@/components/table/use-row-height";
import { useTableState } from "@/components/table/use-table-state";
import { Button } from "@/components/ui/button";
import { ContextMenuItem } from "@/components/ui/menu";
import { SidePanelLayout } from "@/components/ui/side-panel";
import { EmptyState } from "@/components/ui/state";
import { FirstRun } from "@/features/onboarding/first-run";
import { type Command, useOfferCommands } from "@/features/palette/commands";
import { useProject } from "@/features/projects/project-shell";
import { describeError, protocolCode } from "@/lib/errors";
import { formatCount } from "@/lib/format/numbers";
import { useHotkeys } from "@/lib/hotkeys";
import { saveText } from "@/lib/save";
import { useTRPCClient } from "@/lib/trpc/client";
import { documents, type Task } from "@/lib/wire";
import { countWords, type RunActionId } from "./actions";
import { ColumnPicker } from "./column-picker";
import { RunCard, runHref } from "./columns";
import { loadAll, MOST_CSV_ROWS, runsCsv } from "./export-csv";
import { FilterChips, RunSearch } from "./filter-bar";
import { useRunActions } from "./run-dialogs";
import { RunPanel } from "./run-panel";
import { RunMenuItems, SelectionBar } from "./selection-bar";
import { useIdleResort } from "./use-idle-resort";
import { baseColumns, useRunColumns, useShownColumns } from "./use-run-columns";
import { fieldsOf, useRuns } from "./use-runs";
import { useRunsUrl } from "./use-runs-url";
import { useSelection } from "./use-selection";

const taskId = (task: Task) => task.id;

/** The runs of a project with all below it; `*` is every project. */
export function RunsPage({ projectId }: { projectId: string }) {
  return <RunsTable key={projectId} projectId={projectId} />;
}

function RunsTable({ projectId }: { projectId: string }) {
  const url = useRunsUrl();
  const project = useProject();
  const base = baseColumns(projectId);
  const state = useTableState(projectId === "*" ? "all-runs" : "runs", base, "-last_update");
  const shown = useShownColumns(base, state.layout);
  const list = useRuns(
    {
      projectId,
      text: url.text,
      regex: url.regex,
      filters: url.filters,
      archived: url.archived,
      orderBy: state.orderBy,
    },
    shown,
  );
  const { columns, names } = useRunColumns({ projectId, base, layout: state.layout, rows: list.rows, ...url });
  const selection = useSelection(list.rows, list.request);
  const actions = useRunActions();
  const onIdle = useIdleResort(list.news, list.resort);
  const rowHeight = useRowHeight();

  const act = (id: RunActionId, tasks: readonly Task[]) => actions.start(id, tasks);
  /** Keys act on the selection when there is one, else on the row under the cursor. */
  const onKey = (id: RunActionId) => (task: Task | undefined) => {
    const tasks = selection.tasks.length > 0 ? selection.tasks : task ? [task] : [];
    if (tasks.length > 0) act(id, tasks);
  };
  const stepBack = () => (selection.ids.size > 0 ? selection.clear() : url.setRun(null));
  useHotkeys(Object.fromEntries([["Escape", stepBack]]));
  useOfferCommands(useCommandsFor(selection.tasks, act));

  const search = protocolCode(list.error)?.subcode === 21 ? "This is no regular expression." : undefined;
  const filtered = url.text !== "" || Object.keys(url.filters).length > 0;
  const open = (task: Task, { newTab }: { newTab: boolean }) => {
    if (newTab) window.open(runHref(task), "_blank", "noopener");
    else url.setRun(task.id === url.run ? null : task.id);
  };
  const index = url.run ? list.rows.findIndex((task) => task?.id === url.run) : -1;
  const step = (by: number) => {
    const next = list.rows[index + by];
    if (next) url.setRun(next.id);
  };

  return (
    <SidePanelLayout
      storageKey="limpid:run-panel"
      label="Run"
      defaultWidth={560}
      panel={
        url.run && (
          <RunPanel
            key={url.run}
            id={url.run}
            known={list.rows[index]}
            onClose={() => url.setRun(null)}
            onStep={index >= 0 ? step : undefined}
            onAction={(id, task) => act(id, [task])}
          />
        )
      }
    >
      <div className="flex shrink-0 flex-wrap items-center gap-1.5 px-4 py-2 md:px-6">
        <RunSearch
          text={url.text}
          onTextChange={url.setText}
          regex={url.regex}
          onRegexChange={url.setRegex}
          problem={search}
        />
        <FilterChips projectId={projectId} filters={url.filters} onFiltersChange={url.setFilters} names={names} />
        {filtered && (
          <Button
            variant="ghost"
            size="icon"
            aria-label="Clear all filters"
            title="Clear all filters"
            onClick={url.clear}
          >
            <FilterX />
          </Button>
        )}
        <span className="ml-auto flex items-center gap-1.5">
          <News {...list} />
          <span className="text-xs whitespace-nowrap text-muted tabular" role="status">
            {list.total === null ? "" : countWords(list.total)}
          </span>
          <ArchiveToggle
            archived={url.archived}
            noun="runs"
            onToggle={() => {
              selection.clear();
              url.setArchived(!url.archived);
            }}
          />
          <ExportButton request={list.request} columns={shown} name={project?.name ?? "runs"} />
          <ColumnMenu columns={columns} state={state}>
            {(text) => <ColumnPicker projectId={projectId} state={state} search={text} />}
          </ColumnMenu>
        </span>
      </div>
      {url.archived && (
        <p className="shrink-0 border-t border-line bg-warning-soft px-4 py-1 text-xs text-warning md:px-6">
          These runs are in the archive. They can be restored, or deleted for good.
        </p>
      )}
      <DataTable
        label="Runs"
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
        selection={selection.ids}
        onSelectionChange={selection.select}
        onOpen={open}
        activeId={url.run}
        rowKeys={{ e: onKey("enqueue"), c: onKey("compare") }}
        card={(task) => <RunCard task={task} />}
        rowMenu={(task) => {
          const tasks = selection.ids.has(task.id) && selection.tasks.length > 1 ? selection.tasks : [task];
          return (
            <>
              <ContextMenuItem asChild>
                <Link href={runHref(task)}>
                  <SquareArrowOutUpRight /> Open the page
                </Link>
              </ContextMenuItem>
              <RunMenuItems task={task} onAction={(id) => act(id, id === "clone" ? [task] : tasks)} />
            </>
          );
        }}
        empty={<Nothing filtered={filtered} archived={url.archived} onClear={url.clear} project={project?.name} />}
        className="border-t border-line"
      />
      {selection.ids.size > 0 && (
        <SelectionBar
          tasks={selection.tasks}
          total={list.total}
          onSelectAll={() => void selection.selectAll()}
          selectingAll={selection.selectingAll}
          onClear={selection.clear}
          onAction={(id) => act(id, selection.tasks)}
        />
      )}
      {actions.dialog}
    </SidePanelLayout>
  );
}

/** What the palette offers for the selected runs. */
function useCommandsFor(tasks: readonly Task[], act: (id: RunActionId, tasks: readonly Task[]) => void) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `act` does the same at every rendering
  return useMemo<Command[]>(
    () =>
      tasks.length === 0
        ? []
        : (["compare", "enqueue", "abort", "tags", "archive"] as const).map((id) => ({
            id: `runs-${id}`,
            label: `${id.charAt(0).toUpperCase()}${id.slice(1)} ${countWords(tasks.length)}`,
            run: () => act(id, tasks),
          })),
    [tasks],
  );
}

/** Runs that came while the list was read, and a way to put it in order again. */
function News({ news, resort }: Pick<ReturnType<typeof useRuns>, "news" | "resort">) {
  if (news.added > 0)
    return (
      <Button size="sm" onClick={resort} className="border-accent/40 bg-accent-soft text-accent">
        {news.added === 1 ? "1 new run" : `${formatCount(news.added)} new runs`}
      </Button>
    );
  if (!news.moved) return null;
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label="Sort again"
      title="Values have changed since the list was sorted: sort again"
      onClick={resort}
    >
      <ArrowDownWideNarrow />
    </Button>
  );
}

function Nothing(props: { filtered: boolean; archived: boolean; onClear: () => void; project: string | undefined }) {
  if (props.filtered)
    return (
      <EmptyState title="No run matches" action={<Button onClick={props.onClear}>Clear all filters</Button>}>
        Other filters, or the archive, may have what you look for.
      </EmptyState>
    );
  if (props.archived) return <EmptyState icon={<Archive />} title="The archive is empty" />;
  return <FirstRun title="No runs yet" project={props.project} />;
}

function ExportButton(props: {
  request: Record<string, unknown>;
  columns: ReturnType<typeof useShownColumns>;
  name: string;
}) {
  const client = useTRPCClient();
  const [loaded, setLoaded] = useState<number | null>(null);
  const save = async () => {
    setLoaded(0);
    try {
      const only_fields = fieldsOf(props.columns);
      const tasks = await loadAll(
        async (start, size) =>
          documents<Task>((await client.tasks.get_all_ex.query({ ...props.request, start, size, only_fields })).tasks),
        setLoaded,
      );
      saveText(runsCsv(tasks, props.columns), `${props.name}.csv`, "text/csv");
      if (tasks.length >= MOST_CSV_ROWS) toast.info(`The file has the first ${formatCount(MOST_CSV_ROWS)} runs.`);
    } catch (error) {
      toast.error("The runs could not be exported", { description: describeError(error).reason });
    } finally {
      setLoaded(null);
    }
  };
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label="Export CSV"
      title={loaded ? `${formatCount(loaded)} runs loaded…` : "Export these runs as CSV"}
      disabled={loaded !== null}
      onClick={() => void save()}
    >
      <Download />
    </Button>
  );
}
