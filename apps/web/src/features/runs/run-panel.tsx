"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronUp, EllipsisVertical, Maximize2, X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Sparkline } from "@/components/chart/sparkline";
import { isActive } from "@/components/status/status";
import { StatusBadge } from "@/components/status/status-badge";
import { Tag } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyId } from "@/components/ui/copy-button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { DateTime, TimeAgo } from "@/components/ui/time";
import { lastLine } from "@/features/home/failed-lately";
import { useRunStyle } from "@/lib/colors/use-run-styles";
import { formatCount, formatMetric } from "@/lib/format/numbers";
import { useHotkeys } from "@/lib/hotkeys";
import { useLive } from "@/lib/live";
import { useTRPC } from "@/lib/trpc/client";
import { documents, type LastMetric, type Task } from "@/lib/wire";
import { actionsFor, type RunActionId } from "./actions";
import { progressOf, RunTime, reasonOf, runHref, typeWords } from "./columns";
import { ACTION_ICONS } from "./selection-bar";
import { useCurve } from "./use-curve";

const FIELDS = [
  ...["name", "type", "status", "status_message", "status_reason", "status_changed", "comment", "tags", "system_tags"],
  ...["created", "started", "completed", "last_update", "last_iteration", "active_duration", "last_worker"],
  ...["project.name", "user.name", "parent.name", "execution.queue.name", "company.id", "runtime.progress"],
  ...["last_metrics", "hyperparams"],
];

/** Curves drawn in the panel: the page has all of them. */
const MOST_METRICS = 12;

/** A run beside its table: what it is, how it stands, its metrics and parameters. */
export function RunPanel(props: {
  id: string;
  /** What the table knows, shown until the rest is there. */
  known: Task | undefined;
  onClose: () => void;
  /** To the next (1) or previous (-1) row; absent when the run is not in the table. */
  onStep?: (by: number) => void;
  onAction: (id: RunActionId, task: Task) => void;
}) {
  const trpc = useTRPC();
  const live = useLive(isActive(props.known?.status), [`task:${props.id}`, `events:${props.id}`]);
  const query = useQuery({
    ...trpc.tasks.get_all_ex.queryOptions({ id: [props.id], only_fields: FIELDS, search_hidden: true }),
    ...live,
  });
  const found = documents<Task>(query.data?.tasks)[0];
  const task = found ?? props.known;
  useHotkeys({ "]": () => props.onStep?.(1), "[": () => props.onStep?.(-1) });

  return (
    <>
      <header className="flex shrink-0 items-start gap-1 border-b border-line py-2.5 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base font-semibold" title={task?.name}>
            {task?.name ?? <Skeleton className="h-5 w-48" />}
          </h2>
          <div className="mt-0.5 flex min-h-6 flex-wrap items-center gap-x-3">
            {task && <StatusBadge status={task.status} progress={progressOf(task)} />}
            <CopyId id={props.id} />
            {task && (
              <span className="text-xs text-muted tabular">
                <RunTime task={task} />
              </span>
            )}
          </div>
        </div>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Previous run"
          title="Previous ([)"
          disabled={!props.onStep}
          onClick={() => props.onStep?.(-1)}
        >
          <ChevronUp />
        </Button>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Next run"
          title="Next (])"
          disabled={!props.onStep}
          onClick={() => props.onStep?.(1)}
        >
          <ChevronDown />
        </Button>
        {task && <PanelMenu task={task} onAction={(id) => props.onAction(id, task)} />}
        <Button variant="ghost" size="icon-sm" asChild>
          <Link
            href={task ? runHref(task) : `/projects/*/tasks/${props.id}/overview`}
            aria-label="Open the page"
            title="Open the page"
          >
            <Maximize2 />
          </Link>
        </Button>
        <Button variant="ghost" size="icon-sm" aria-label="Close the panel" title="Close (Esc)" onClick={props.onClose}>
          <X />
        </Button>
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-4 py-4 text-sm">
        {query.isError && !task && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && !found && (
          <EmptyState title="This run is gone">It was deleted, or is not visible to you.</EmptyState>
        )}
        {task && <Body task={task} whole={found !== undefined} />}
      </div>
    </>
  );
}

function PanelMenu({ task, onAction }: { task: Task; onAction: (id: RunActionId) => void }) {
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label="Actions">
          <EllipsisVertical />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        {actionsFor(task).map((action) => {
          const Icon = ACTION_ICONS[action.id];
          return (
            <MenuItem
              key={action.id}
              danger={action.danger}
              hint={action.shortcut}
              onSelect={() => onAction(action.id)}
            >
              <Icon /> {action.label}
            </MenuItem>
          );
        })}
      </MenuContent>
    </Menu>
  );
}

function Body({ task, whole }: { task: Task; whole: boolean }) {
  const reason = reasonOf(task);
  return (
    <>
      {(task.status === "failed" || task.status === "in_progress") && <LastWords task={task} />}
      {task.comment && <p className="whitespace-pre-wrap text-muted">{task.comment}</p>}
      {(task.tags?.length ?? 0) > 0 && (
        <ul aria-label="Tags" className="flex flex-wrap gap-1">
          {task.tags?.map((tag) => (
            <li key={tag}>
              <Tag>{tag}</Tag>
            </li>
          ))}
        </ul>
      )}
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 [&_dd]:min-w-0 [&_dd]:truncate [&_dt]:text-muted">
        <Fact label="Project">
          <Link href={`/projects/${task.project?.id ?? "*"}/runs`} className="hover:underline">
            {task.project?.name ?? "None"}
          </Link>
        </Fact>
        <Fact label="Type">{typeWords(task.type)}</Fact>
        {task.user?.name && <Fact label="User">{task.user.name}</Fact>}
        {task.started && (
          <Fact label="Started">
            <DateTime value={task.started} />
          </Fact>
        )}
        {task.completed && (
          <Fact label="Ended">
            <DateTime value={task.completed} />
          </Fact>
        )}
        <Fact label="Updated">
          <TimeAgo value={task.last_update} />
        </Fact>
        {(task.last_iteration ?? 0) > 0 && <Fact label="Iteration">{formatCount(task.last_iteration ?? 0)}</Fact>}
        {task.execution?.queue?.name && <Fact label="Queue">{task.execution.queue.name}</Fact>}
        {task.last_worker && <Fact label="Worker">{task.last_worker}</Fact>}
        {task.parent?.id && (
          <Fact label="Parent">
            <Link href={`/projects/*/tasks/${task.parent.id}/overview`} className="hover:underline">
              {task.parent.name ?? task.parent.id}
            </Link>
          </Fact>
        )}
        {reason && <Fact label="Message">{reason}</Fact>}
      </dl>
      {whole ? <Metrics task={task} /> : <Skeleton className="h-40" />}
      {whole && <Parameters task={task} />}
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** The last thing that a run said. */
function LastWords({ task }: { task: Task }) {
  const trpc = useTRPC();
  const log = useQuery({
    ...trpc.events.get_task_log.queryOptions({ task: task.id, batch_size: 10, navigate_earlier: true }),
    ...useLive(task.status === "in_progress", [`log:${task.id}`]),
    retry: false,
  });
  const events = documents<{ msg?: string; timestamp?: number }>(log.data?.events);
  const line = [...events]
    .sort((a, b) => (b.timestamp ?? 0) - (a.timestamp ?? 0))
    .map((event) => lastLine(event.msg ?? ""))
    .find((text) => text !== "");
  if (!line) return null;
  return (
    <Link
      href={runHref(task, "console")}
      className="block rounded-md border border-line bg-sunken px-2.5 py-2 hover:border-line-strong"
      title="To the console"
    >
      <code
        className={
          task.status === "failed" ? "font-mono text-xs break-words text-danger" : "font-mono text-xs break-words"
        }
      >
        {line}
      </code>
    </Link>
  );
}

/** Last metrics, those of the machine at the end. */
function metricsOf(task: Task): LastMetric[] {
  const all = Object.values(task.last_metrics ?? {}).flatMap((variants) => Object.values(variants));
  const rank = (metric: LastMetric) =>
    `${metric.metric.startsWith(":monitor:") ? 1 : 0}${metric.metric}/${metric.variant}`;
  return all.sort((a, b) => rank(a).localeCompare(rank(b)));
}

function Metrics({ task }: { task: Task }) {
  const metrics = metricsOf(task);
  if (metrics.length === 0) return null;
  return (
    <section aria-label="Metrics">
      <div className="mb-1 flex items-baseline justify-between">
        <h3 className="font-semibold">Metrics</h3>
        <Link href={runHref(task, "scalars")} className="text-xs text-accent hover:underline">
          {metrics.length > MOST_METRICS ? `All ${formatCount(metrics.length)}` : "Scalars"}
        </Link>
      </div>
      <table className="w-full table-fixed text-right tabular">
        <thead className="text-xs text-faint">
          <tr className="border-b border-line [&_th]:py-1 [&_th]:font-normal">
            <th className="w-2/5 text-left">Name</th>
            <th className="w-1/5 px-2 text-left">Course</th>
            <th>Last</th>
            <th>Min</th>
            <th>Max</th>
          </tr>
        </thead>
        <tbody>
          {metrics.slice(0, MOST_METRICS).map((metric) => (
            <MetricRow key={`${metric.metric}/${metric.variant}`} task={task} metric={metric} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function MetricRow({ task, metric }: { task: Task; metric: LastMetric }) {
  const values = useCurve(task, metric);
  const { color } = useRunStyle(task.id);
  return (
    <tr className="border-b border-line [&_td]:py-1">
      <td className="truncate text-left" title={`${metric.metric} / ${metric.variant}`}>
        <span className="text-muted">{metric.metric}</span> {metric.variant !== metric.metric && metric.variant}
      </td>
      <td className="px-2">
        {(values?.length ?? 0) > 1 && (
          <Sparkline
            values={values ?? []}
            color={color}
            label={`${metric.metric} / ${metric.variant}`}
            className="h-5 w-full"
          />
        )}
      </td>
      <td>{formatMetric(metric.value)}</td>
      <td className="text-muted">{formatMetric(metric.min_value)}</td>
      <td className="text-muted">{formatMetric(metric.max_value)}</td>
    </tr>
  );
}

function Parameters({ task }: { task: Task }) {
  const sections = Object.entries(task.hyperparams ?? {});
  if (sections.length === 0) return null;
  return (
    <section aria-label="Hyperparameters">
      <div className="mb-1 flex items-baseline justify-between">
        <h3 className="font-semibold">Hyperparameters</h3>
        <Link href={runHref(task, "configuration")} className="text-xs text-accent hover:underline">
          Configuration
        </Link>
      </div>
      {sections.map(([section, items]) => (
        <div key={section} className="mb-2">
          <h4 className="py-1 text-xs text-faint">{section}</h4>
          <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] border-t border-line [&>*]:truncate [&>*]:border-b [&>*]:border-line [&>*]:py-1">
            {Object.values(items).map((item) => (
              <Param key={item.name} name={item.name} value={item.value} />
            ))}
          </dl>
        </div>
      ))}
    </section>
  );
}

function Param({ name, value }: { name: string; value: string | undefined }) {
  return (
    <>
      <dt className="text-muted" title={name}>
        {name}
      </dt>
      <dd className="font-mono text-xs leading-5" title={value}>
        {value}
      </dd>
    </>
  );
}
