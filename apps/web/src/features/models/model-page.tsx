"use client";

import { useQuery } from "@tanstack/react-query";
import { Box, Download } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { Tag } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton, CopyId } from "@/components/ui/copy-button";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { DateTime, TimeAgo } from "@/components/ui/time";
import { useSession } from "@/features/session/session";
import { formatMetric } from "@/lib/format/numbers";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type Model } from "@/lib/wire";
import { ModelState, modelHref } from "./columns";
import { downloadHref } from "./download";
import { Lineage } from "./lineage";
import { Metadata } from "./metadata";
import { MODEL_ACTIONS, useModelActions } from "./model-actions";
import { Section } from "./section";

const FIELDS = [
  ...["name", "framework", "uri", "ready", "comment", "created", "last_update", "last_iteration", "labels", "design"],
  ...["project.name", "user.name", "company.id", "task.name", "task.project", "parent.name", "tags", "system_tags"],
  ...["metadata", "last_metrics"],
];

/** One model: what it is, where its file lies, what is known of it, where it comes from and who uses it. */
export function ModelPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const query = useQuery({
    ...trpc.models.get_all_ex.queryOptions({ id: [id], only_fields: FIELDS }),
    ...useLive(false, [`model:${id}`, `events:${id}`]),
  });
  const model = documents<Model>(query.data?.models)[0];
  const home = model?.project?.id ? `/projects/${model.project.id}/models` : "/models";
  const actions = useModelActions(() => router.push(home));
  return (
    <>
      <Crumbs
        items={[
          { label: "Models", href: "/models" },
          ...(model?.project?.id ? [{ label: model.project.name, href: home }] : []),
          { label: model?.name ?? id.slice(0, 8) },
        ]}
      />
      <Page
        title={model?.name ?? <Skeleton className="h-6 w-64" />}
        subtitle={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {model && <ModelState model={model} />}
            {model?.framework && <span>{model.framework}</span>}
            <CopyId id={id} />
            {model?.tags?.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </span>
        }
        actions={
          model &&
          MODEL_ACTIONS.filter((action) => action.applies(model)).map((action) => (
            <Button key={action.id} size="sm" onClick={() => actions.start(action.id, [model])}>
              <action.icon /> {action.label}
            </Button>
          ))
        }
      >
        {query.isPending && <Skeleton className="h-72" />}
        {query.isError && !model && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && !model && (
          <EmptyState icon={<Box />} title="This model is gone">
            It was deleted, or is not visible to you.
          </EmptyState>
        )}
        {model && (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
            <div className="flex min-w-0 flex-col gap-6">
              {model.comment && <p className="text-sm whitespace-pre-wrap">{model.comment}</p>}
              <File model={model} />
              <Metadata key={model.id} model={model} />
              <Lineage model={model} />
              <Metrics model={model} />
            </div>
            <Facts model={model} />
          </div>
        )}
      </Page>
      {actions.dialog}
    </>
  );
}

function File({ model }: { model: Model }) {
  const { addresses } = useSession();
  if (!model.uri) return null;
  const href = downloadHref(model.uri, addresses.files);
  return (
    <Section title="File">
      <div className="flex items-center gap-2 rounded-md border border-line bg-sunken px-2.5 py-1.5">
        <code className="min-w-0 flex-1 font-mono text-xs break-all">{model.uri}</code>
        <CopyButton text={model.uri} label="Copy the address of the file" />
        {href && (
          <Button asChild size="sm">
            <a href={href} download rel="noreferrer noopener">
              <Download /> Download
            </a>
          </Button>
        )}
      </div>
    </Section>
  );
}

function Facts({ model }: { model: Model }) {
  const labels = Object.entries(model.labels ?? {}).sort(([, a], [, b]) => a - b);
  return (
    <aside className="flex flex-col gap-5 text-sm lg:border-l lg:border-line lg:pl-6">
      <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 [&_dd]:truncate [&_dt]:text-muted">
        <dt>Project</dt>
        <dd>
          {model.project?.id ? (
            <Link href={`/projects/${model.project.id}/models`} className="hover:underline">
              {model.project.name}
            </Link>
          ) : (
            "None"
          )}
        </dd>
        {model.user?.name && (
          <>
            <dt>User</dt>
            <dd>{model.user.name}</dd>
          </>
        )}
        <dt>Created</dt>
        <dd>
          <DateTime value={model.created} />
        </dd>
        <dt>Updated</dt>
        <dd>
          <TimeAgo value={model.last_update} />
        </dd>
        {model.parent?.id && (
          <>
            <dt>Made from</dt>
            <dd>
              <Link href={modelHref({ id: model.parent.id })} className="hover:underline">
                {model.parent.name ?? model.parent.id}
              </Link>
            </dd>
          </>
        )}
      </dl>
      {labels.length > 0 && (
        <section aria-label="Labels">
          <h2 className="mb-1 font-semibold">Labels</h2>
          <dl className="grid grid-cols-[3rem_minmax(0,1fr)] border-t border-line [&>*]:truncate [&>*]:border-b [&>*]:border-line [&>*]:py-1">
            {labels.map(([name, index]) => (
              <LabelLine key={name} name={name} index={index} />
            ))}
          </dl>
        </section>
      )}
    </aside>
  );
}

function LabelLine({ name, index }: { name: string; index: number }) {
  return (
    <>
      <dt className="text-muted tabular">{index}</dt>
      <dd title={name}>{name}</dd>
    </>
  );
}

function Metrics({ model }: { model: Model }) {
  const metrics = Object.values(model.last_metrics ?? {}).flatMap((variants) => Object.values(variants));
  if (metrics.length === 0) return null;
  return (
    <Section title="Metrics">
      <table className="w-full text-right text-sm tabular">
        <thead className="text-xs text-faint">
          <tr className="border-b border-line [&_th]:py-1 [&_th]:font-normal">
            <th className="text-left">Name</th>
            <th>Last</th>
            <th>Min</th>
            <th>Max</th>
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => (
            <tr key={`${metric.metric}/${metric.variant}`} className="border-b border-line [&_td]:py-1">
              <td className="text-left">
                {metric.metric} / {metric.variant}
              </td>
              <td>{formatMetric(metric.value)}</td>
              <td className="text-muted">{formatMetric(metric.min_value)}</td>
              <td className="text-muted">{formatMetric(metric.max_value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
