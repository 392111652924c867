"use client";

import { useQuery } from "@tanstack/react-query";
import { Database, FlaskConical } from "lucide-react";
import Link from "next/link";
import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { isActive } from "@/components/status/status";
import { StatusBadge } from "@/components/status/status-badge";
import { Tag } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyId } from "@/components/ui/copy-button";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { DateTime } from "@/components/ui/time";
import { placeOf } from "@/features/collections/collection";
import { Section } from "@/features/models/section";
import { runHref } from "@/features/runs/columns";
import { formatBytes, formatCount } from "@/lib/format/numbers";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type Task } from "@/lib/wire";
import { datasetHref, parseLineage, STRUCTURE, statsOf, versionOf } from "./dataset";
import { Changes } from "./version-columns";
import { VersionFiles } from "./version-files";
import { VersionLineage } from "./version-lineage";

const FIELDS = [
  ...["name", "status", "type", "comment", "tags", "system_tags", "created", "completed", "last_update", "runtime"],
  ...["project.name", "user.name", "company.id", "parent.name", "hyperparams.properties", "execution.artifacts"],
  `configuration.${STRUCTURE}`,
];

/** One version of a data set: what is in it, what changed, where it comes from. */
export function VersionPage({ projectId, id }: { projectId: string; id: string }) {
  const trpc = useTRPC();
  const request = { id: [id], only_fields: FIELDS, search_hidden: true };
  const live = useLive(false, [`task:${id}`]);
  const query = useQuery({
    ...trpc.tasks.get_all_ex.queryOptions(request),
    ...live,
  });
  const task = documents<Task>(query.data?.tasks)[0];
  const name = task?.project?.name ? placeOf("dataset", task.project.name).name : undefined;
  const home = datasetHref(task?.project?.id ?? projectId);
  const version = task && (versionOf(task) ?? task.name);
  return (
    <>
      <Crumbs
        items={[
          { label: "Datasets", href: "/datasets" },
          { label: name ?? "Dataset", href: home },
          { label: version ?? id.slice(0, 8) },
        ]}
      />
      <Page
        title={
          task ? (
            <>
              {name} <span className="font-normal text-muted tabular">{version}</span>
            </>
          ) : (
            <Skeleton className="h-6 w-64" />
          )
        }
        subtitle={
          task && (
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <StatusBadge status={task.status} />
              <CopyId id={id} />
              {task.tags?.map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
            </span>
          )
        }
        actions={
          task && (
            <Button asChild>
              <Link href={runHref(task)}>
                <FlaskConical /> Open its run
              </Link>
            </Button>
          )
        }
      >
        {query.isPending && <Skeleton className="h-96" />}
        {query.isError && !task && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && !task && (
          <EmptyState icon={<Database />} title="This version is gone">
            It was deleted, or is not visible to you.
          </EmptyState>
        )}
        {task && <Version task={task} />}
      </Page>
    </>
  );
}

function Version({ task }: { task: Task }) {
  const lineage = parseLineage(task.configuration?.[STRUCTURE]?.value);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-6">
        <Tiles task={task} />
        {task.comment && <p className="text-sm whitespace-pre-wrap">{task.comment}</p>}
        {lineage.length > 1 && <VersionLineage nodes={lineage} current={task} />}
        {isActive(task.status) ? (
          <p className="text-sm text-muted">Its files are listed once the version is closed.</p>
        ) : (
          <VersionFiles task={task} lineage={lineage} />
        )}
      </div>
      <aside className="flex flex-col gap-5 text-sm lg:border-l lg:border-line lg:pl-6">
        <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 [&_dd]:truncate [&_dt]:text-muted">
          <dt>Made by</dt>
          <dd>{task.user?.name ?? "–"}</dd>
          <dt>Created</dt>
          <dd>
            <DateTime value={task.created} />
          </dd>
          <dt>Closed</dt>
          <dd>
            <DateTime value={task.completed} />
          </dd>
        </dl>
        <Section title="Get it">
          <CodeBlock code={`clearml-data get --id ${task.id}`} label="shell" wrap />
          <CodeBlock
            className="mt-2"
            label="Python"
            code={`from clearml import Dataset\n\npath = Dataset.get("${task.id}").get_local_copy()`}
          />
        </Section>
      </aside>
    </div>
  );
}

function Tiles({ task }: { task: Task }) {
  const stats = statsOf(task);
  const count = (value: number | null) => (value === null ? "–" : formatCount(value));
  const growth = stats.size_change;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-4 [&>div]:bg-raised [&>div]:p-3 [&_dd]:text-lg [&_dd]:font-medium [&_dd]:tabular [&_dt]:text-xs [&_dt]:text-muted">
      <div>
        <dt>Files</dt>
        <dd>{count(stats.files)}</dd>
        {stats.links ? (
          <dd className="text-xs! font-normal! text-muted">and {formatCount(stats.links)} links</dd>
        ) : null}
      </div>
      <div>
        <dt>Size</dt>
        <dd>{formatBytes(stats.size)}</dd>
      </div>
      <div>
        <dt>Stored</dt>
        <dd>{formatBytes(stats.compressed)}</dd>
      </div>
      <div>
        <dt>Against its parents</dt>
        <dd className="text-base!">
          <Changes stats={stats} />
        </dd>
        {growth ? (
          <dd className="text-xs! font-normal! text-muted">
            {growth > 0 ? "+" : "−"}
            {formatBytes(Math.abs(growth))}
          </dd>
        ) : null}
      </div>
    </dl>
  );
}
