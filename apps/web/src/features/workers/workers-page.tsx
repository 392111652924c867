"use client";

import { Cpu } from "lucide-react";
import { parseAsString, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { ColumnMenu } from "@/components/table/column-menu";
import { DataTable } from "@/components/table/data-table";
import { useTableState } from "@/components/table/use-table-state";
import { CodeBlock } from "@/components/ui/code-block";
import { SearchInput } from "@/components/ui/search-input";
import { SidePanelLayout } from "@/components/ui/side-panel";
import { EmptyState } from "@/components/ui/state";
import { formatCount } from "@/lib/format/numbers";
import { useHotkeys } from "@/lib/hotkeys";
import type { Worker } from "@/lib/wire";
import { ServiceAgents } from "./service-agents";
import { useLoads, useWorkers } from "./use-workers";
import { sortWorkers, WorkerCard, workerColumns } from "./worker-columns";
import { WorkerPanel } from "./worker-panel";
import { WorkersShell } from "./workers-shell";

const workerKey = (worker: Worker) => worker.key ?? worker.id;

/** The machines: what each works on and how busy it is. */
export function WorkersPage() {
  const [{ q, worker: opened }, setQuery] = useQueryStates({ q: parseAsString.withDefault(""), worker: parseAsString });
  const { workers, query } = useWorkers();
  const loads = useLoads();
  const columns = useMemo(() => workerColumns(loads), [loads]);
  const state = useTableState("workers", columns, "id");
  const rows = useMemo(() => {
    const text = q.trim().toLowerCase();
    const fits = workers.filter((worker) =>
      `${worker.id} ${worker.task?.name ?? ""} ${worker.queues?.map((queue) => queue.name).join(" ")}`
        .toLowerCase()
        .includes(text),
    );
    return sortWorkers(fits, state.sort, loads);
  }, [workers, q, state.sort, loads]);
  const busy = workers.filter((worker) => worker.task).length;
  const close = () => void setQuery({ worker: null });
  useHotkeys(Object.fromEntries([["Escape", close]]));

  return (
    <WorkersShell>
      <SidePanelLayout
        storageKey="limpid:worker-panel"
        label="Worker"
        defaultWidth={520}
        panel={
          opened && (
            <WorkerPanel
              key={opened}
              id={opened}
              worker={workers.find((worker) => worker.id === opened)}
              loaded={query.isSuccess}
              onClose={close}
            />
          )
        }
      >
        <div className="flex shrink-0 flex-wrap items-center gap-2 px-4 py-2 md:px-6">
          <SearchInput
            value={q}
            onValueChange={(text) => void setQuery({ q: text || null })}
            placeholder="Search workers, runs, queues"
            aria-label="Search workers"
            className="w-full sm:w-72"
          />
          <span className="ml-auto text-xs text-muted tabular" role="status">
            {query.isSuccess && `${formatCount(busy)} of ${formatCount(workers.length)} busy`}
          </span>
          <ColumnMenu columns={columns} state={state} />
        </div>
        <ServiceAgents />
        <DataTable
          label="Workers"
          columns={columns}
          rows={rows}
          rowId={workerKey}
          state={state}
          status={query.status}
          error={query.error}
          onRetry={() => void query.refetch()}
          onOpen={(worker) => void setQuery({ worker: worker.id === opened ? null : worker.id })}
          activeId={rows.find((worker) => worker.id === opened)?.key ?? opened}
          rowHeight={44}
          card={(worker) => <WorkerCard worker={worker} load={loads.get(worker.id)} />}
          empty={q ? <EmptyState title="No worker fits" /> : <NoWorkers />}
          className="border-t border-line"
        />
      </SidePanelLayout>
    </WorkersShell>
  );
}

function NoWorkers() {
  return (
    <EmptyState icon={<Cpu />} title="No worker is connected">
      <p>A worker takes runs from queues. Start one on any machine that reaches this server:</p>
      <CodeBlock
        className="mt-3"
        code={"pip install clearml-agent\nclearml-agent init\nclearml-agent daemon --queue default"}
      />
    </EmptyState>
  );
}
