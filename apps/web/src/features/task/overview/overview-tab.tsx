"use client";

import { RunComment } from "../notes/run-comment";
import { useRun } from "../run-context";
import { Facts } from "./facts";
import { LogTail } from "./log-tail";
import { MetricTiles } from "./metric-tiles";
import { Outcome } from "./outcome";

/** The first look: how it goes, its main numbers, the last thing it said, who started it, when and where. */
export function OverviewTab() {
  const run = useRun();
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 px-4 py-4 md:px-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <Outcome />
          <MetricTiles />
          {run.status !== "created" && run.status !== "queued" && <LogTail />}
          <RunComment />
        </div>
        <Facts />
      </div>
    </div>
  );
}
