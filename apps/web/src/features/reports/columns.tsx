import Link from "next/link";
import type { TableColumn } from "@/components/table/column";
import { Avatar } from "@/components/ui/avatar";
import { Badge, Tag } from "@/components/ui/badge";
import { TimeAgo } from "@/components/ui/time";
import { isPublished, projectName, type Report, reportHref } from "./report";

const dash = <span className="text-faint">–</span>;

/** Draft or published, by word and colour. */
export function ReportState({ report }: { report: Report }) {
  return isPublished(report) ? <Badge tone="accent">Published</Badge> : <Badge>Draft</Badge>;
}

export const REPORT_COLUMNS: readonly TableColumn<Report>[] = [
  {
    id: "name",
    header: "Name",
    pinned: true,
    width: 340,
    sortable: true,
    cell: (report) => (
      <Link href={reportHref(report)} className="truncate font-medium hover:underline" title={report.name}>
        {report.name}
      </Link>
    ),
  },
  {
    id: "status",
    header: "Status",
    width: 100,
    sortable: true,
    cell: (report) => <ReportState report={report} />,
  },
  {
    id: "project.name",
    header: "Project",
    width: 220,
    sortable: true,
    cell: (report) => <span className="truncate">{projectName(report) ?? dash}</span>,
  },
  {
    id: "tags",
    header: "Tags",
    width: 160,
    sortable: true,
    cell: (report) => (
      <span className="flex gap-1 overflow-hidden" title={report.tags?.join(", ")}>
        {report.tags?.map((tag) => (
          <Tag key={tag} className="shrink-0">
            {tag}
          </Tag>
        ))}
      </span>
    ),
  },
  {
    id: "user.name",
    header: "Author",
    width: 150,
    sortable: true,
    cell: (report) =>
      report.user?.name ? (
        <span className="flex min-w-0 items-center gap-1.5">
          <Avatar name={report.user.name} className="size-5" />
          <span className="truncate">{report.user.name}</span>
        </span>
      ) : (
        dash
      ),
  },
  {
    id: "last_update",
    header: "Updated",
    width: 120,
    sortable: true,
    cell: (report) => <TimeAgo value={report.last_update} className="truncate text-muted" />,
  },
  {
    id: "created",
    header: "Created",
    width: 120,
    sortable: true,
    hidden: true,
    cell: (report) => <TimeAgo value={report.created} className="truncate text-muted" />,
  },
];

/** A report in two lines. */
export function ReportCard({ report }: { report: Report }) {
  return (
    <span className="flex min-w-0 flex-1 items-center gap-3">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{report.name}</span>
        <span className="block truncate text-xs text-muted">
          {[projectName(report), report.user?.name].filter(Boolean).join(" · ")}
        </span>
      </span>
      <ReportState report={report} />
    </span>
  );
}
