"use client";

import { useQuery } from "@tanstack/react-query";
import { FileText, Pencil, Printer } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsBoolean, useQueryState } from "nuqs";
import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { Tag } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { TimeAgo } from "@/components/ui/time";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { documents } from "@/lib/wire";
import { ReportState } from "./columns";
import { isEditable, PAGE_FIELDS, projectName, type Report } from "./report";
import { REPORT_ACTIONS, useReportActions } from "./report-actions";
import { ReportEditor } from "./report-editor";
import { ReportText } from "./report-text";

/** One report: read, and while it is a draft written. */
export function ReportPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [editing, setEditing] = useQueryState("edit", parseAsBoolean.withDefault(false));
  const query = useQuery({
    ...trpc.reports.get_all_ex.queryOptions({ id: [id], only_fields: [...PAGE_FIELDS] }),
    ...useLive(false, [`task:${id}`]),
  });
  const report = documents<Report>(query.data?.tasks)[0];
  const actions = useReportActions(() => router.push("/reports"));
  const writes = editing && report !== undefined && isEditable(report);
  const project = report && projectName(report);
  return (
    <>
      <Crumbs items={[{ label: "Reports", href: "/reports" }, { label: report?.name ?? id.slice(0, 8) }]} />
      <Page
        title={report?.name ?? <Skeleton className="h-6 w-64" />}
        subtitle={
          report && (
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <ReportState report={report} />
              {project && <span>{project}</span>}
              {report.user?.name && <span>{report.user.name}</span>}
              <span>
                Updated <TimeAgo value={report.last_update} />
              </span>
              {report.tags?.map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
            </span>
          )
        }
        actions={
          report &&
          !writes && (
            <span className="flex flex-wrap items-center gap-2 print:hidden">
              {isEditable(report) && (
                <Button variant="primary" size="sm" onClick={() => void setEditing(true)}>
                  <Pencil /> Edit
                </Button>
              )}
              {REPORT_ACTIONS.filter((action) => action.applies(report)).map((action) => (
                <Button key={action.id} size="sm" onClick={() => actions.start(action.id, report)}>
                  <action.icon /> <span className="max-sm:sr-only">{action.label}</span>
                </Button>
              ))}
              <CopyButton text={report.report ?? ""} label="Copy the markdown" />
              <Button variant="ghost" size="icon-sm" aria-label="Print" title="Print" onClick={() => window.print()}>
                <Printer />
              </Button>
            </span>
          )
        }
      >
        {query.isPending && <Skeleton className="h-96 max-w-3xl" />}
        {query.isError && !report && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && !report && (
          <EmptyState icon={<FileText />} title="This report is gone">
            It was deleted, or is not visible to you.
          </EmptyState>
        )}
        {report && writes && <ReportEditor report={report} onClose={() => void setEditing(null)} />}
        {report &&
          !writes &&
          (report.report ? (
            <ReportText text={report.report} className="-mt-2 max-w-4xl" />
          ) : (
            <EmptyState
              icon={<FileText />}
              title="Nothing written yet"
              action={isEditable(report) && <Button onClick={() => void setEditing(true)}>Start writing</Button>}
            />
          ))}
      </Page>
      {actions.dialog}
    </>
  );
}
