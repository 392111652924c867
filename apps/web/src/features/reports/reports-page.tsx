"use client";

import { useQuery } from "@tanstack/react-query";
import { Archive, FileText, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { ArchiveToggle } from "@/components/table/archive-toggle";
import { ColumnMenu } from "@/components/table/column-menu";
import { DataTable } from "@/components/table/data-table";
import { type RowSource, useLiveRows } from "@/components/table/use-live-rows";
import { useRowHeight } from "@/components/table/use-row-height";
import { useTableState } from "@/components/table/use-table-state";
import { Button } from "@/components/ui/button";
import { ContextMenuItem } from "@/components/ui/menu";
import { SearchInput } from "@/components/ui/search-input";
import { Select } from "@/components/ui/select";
import { EmptyState } from "@/components/ui/state";
import { useOfferCommands } from "@/features/palette/commands";
import { countWords } from "@/features/runs/actions";
import { useIdleResort } from "@/features/runs/use-idle-resort";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { documents } from "@/lib/wire";
import { REPORT_COLUMNS, ReportCard } from "./columns";
import { CreateReportDialog } from "./create-report";
import { LIST_FIELDS, type Report, type ReportsQuery, reportHref, reportsRequest } from "./report";
import { REPORT_ACTIONS, useReportActions } from "./report-actions";

const STATES = ["all", "draft", "published"] as const;
const STATE_NAMES = { all: "Drafts and published", draft: "Drafts", published: "Published" } as const;
/** Stands for no tag in the drop-down, whose values must not be empty; tags never begin so. */
const ANY_TAG = "__$any";
const reportId = (report: Report) => report.id;

/** All reports: found by text, tag and state, written, published, archived. */
export function ReportsPage() {
  const trpc = useTRPC();
  const router = useRouter();
  const state = useTableState("reports", REPORT_COLUMNS, "-last_update");
  const [url, setUrl] = useQueryStates(
    {
      q: parseAsString.withDefault(""),
      tag: parseAsString,
      state: parseAsStringLiteral(STATES).withDefault("all"),
      archived: parseAsBoolean.withDefault(false),
    },
    { history: "replace" },
  );
  const [creating, setCreating] = useState(false);
  const list = useReports({
    text: url.q,
    tag: url.tag,
    state: url.state,
    archived: url.archived,
    orderBy: state.orderBy,
  });
  const tags = useQuery(trpc.reports.get_tags.queryOptions({}));
  const actions = useReportActions();
  const onIdle = useIdleResort(list.news, list.resort);
  const rowHeight = useRowHeight();
  useOfferCommands(useMemo(() => [{ id: "new-report", label: "New report", run: () => setCreating(true) }], []));
  const known = tags.data?.tags ?? [];
  const tagOptions = [...new Set([...(url.tag ? [url.tag] : []), ...known])].map((tag) => ({ value: tag, label: tag }));
  const filtered = url.q !== "" || url.tag !== null || url.state !== "all";
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus /> New report
    </Button>
  );
  return (
    <Page fill title="Reports" actions={create}>
      <Crumbs items={[{ label: "Reports" }]} />
      <div className="flex shrink-0 flex-wrap items-center gap-1.5 px-4 pb-2 md:px-6">
        <SearchInput
          value={url.q}
          onValueChange={(q) => void setUrl({ q: q || null })}
          placeholder="Search names and texts"
          aria-label="Search reports"
          className="w-full sm:w-64"
        />
        <Select
          label="State"
          value={url.state}
          onValueChange={(next) => void setUrl({ state: next === "all" ? null : next })}
          options={STATES.map((value) => ({ value, label: STATE_NAMES[value] }))}
        />
        {tagOptions.length > 0 && (
          <Select
            label="Tag"
            value={url.tag ?? ANY_TAG}
            onValueChange={(tag) => void setUrl({ tag: tag === ANY_TAG ? null : tag })}
            options={[{ value: ANY_TAG, label: "Any tag" }, ...tagOptions]}
          />
        )}
        <span className="ml-auto flex items-center gap-1.5">
          <span className="text-xs whitespace-nowrap text-muted tabular" role="status">
            {list.total === null ? "" : countWords(list.total, list.total, "report")}
          </span>
          <ArchiveToggle
            archived={url.archived}
            noun="reports"
            onToggle={() => void setUrl({ archived: url.archived ? null : true })}
          />
          <ColumnMenu columns={REPORT_COLUMNS} state={state} />
        </span>
      </div>
      <DataTable
        label="Reports"
        columns={REPORT_COLUMNS}
        rows={list.rows}
        rowId={reportId}
        state={state}
        status={list.status}
        error={list.error}
        onRetry={list.resort}
        onRange={list.onRange}
        changing={list.changing}
        onIdle={onIdle}
        rowHeight={rowHeight}
        onOpen={(report, { newTab }) =>
          newTab ? window.open(reportHref(report), "_blank", "noopener") : router.push(reportHref(report))
        }
        card={(report) => <ReportCard report={report} />}
        rowMenu={(report) =>
          REPORT_ACTIONS.filter((action) => action.applies(report)).map((action) => (
            <ContextMenuItem key={action.id} danger={action.danger} onSelect={() => actions.start(action.id, report)}>
              <action.icon /> {action.label}
            </ContextMenuItem>
          ))
        }
        empty={
          <Nothing
            filtered={filtered}
            archived={url.archived}
            onClear={() => void setUrl({ q: null, tag: null, state: null })}
          />
        }
        className="border-t border-line"
      />
      {creating && <CreateReportDialog onClose={() => setCreating(false)} />}
      {actions.dialog}
    </Page>
  );
}

function useReports(query: ReportsQuery) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const key = JSON.stringify(query);
  const request = useMemo(() => reportsRequest(JSON.parse(key) as ReportsQuery), [key]);
  const source = useMemo((): RowSource<Report> => {
    const list = async (more: Record<string, unknown>) =>
      documents<Report>(
        (await client.reports.get_all_ex.query({ ...request, only_fields: [...LIST_FIELDS], ...more })).tasks,
      );
    return {
      key: [...trpc.reports.get_all_ex.queryKey(request)],
      shape: "",
      page: (start, size) => list({ start, size }),
      ids: async (start, size) => (await list({ start, size, only_fields: ["id"] })).map((report) => report.id),
      byIds: (id) => list({ id: [...id] }),
      count: async () => (await client.organization.get_entities_count.query({ reports: request })).reports ?? null,
      active: () => false,
      watch: "task",
    };
  }, [trpc, client, request]);
  return useLiveRows(source);
}

function Nothing(props: { filtered: boolean; archived: boolean; onClear: () => void }) {
  if (props.filtered)
    return <EmptyState title="No report matches" action={<Button onClick={props.onClear}>Clear all filters</Button>} />;
  if (props.archived) return <EmptyState icon={<Archive />} title="The archive is empty" />;
  return (
    <EmptyState icon={<FileText />} title="No reports yet">
      A report is markdown with live charts of your runs: what was tried, what came out, what is next.
    </EmptyState>
  );
}
