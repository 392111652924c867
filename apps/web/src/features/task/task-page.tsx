"use client";

import { useQuery } from "@tanstack/react-query";
import { Page } from "@/components/layout/page";
import { StatusBadge } from "@/components/status/status-badge";
import { LinkTabs } from "@/components/ui/tabs";
import { useTRPC } from "@/lib/trpc/client";
import type { Task } from "@/lib/wire";
import { TASK_TABS, type TaskTab } from "./tabs";

export function TaskPage({ projectId, taskId, tab }: { projectId: string; taskId: string; tab: TaskTab }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.tasks.get_by_id_ex.queryOptions({ task: taskId } as never));
  const task = (query.data as { task?: Task } | undefined)?.task;
  return (
    <Page
      title={task?.name ?? taskId}
      subtitle={<StatusBadge status={task?.status} />}
      tabs={
        <LinkTabs
          label="Run"
          tabs={TASK_TABS.map((each) => ({ href: `/projects/${projectId}/tasks/${taskId}/${each}`, label: each }))}
        />
      }
    >
      {tab}
    </Page>
  );
}
