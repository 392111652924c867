"use client";
import { useMemo, useState } from "react";
import { ScalarChart } from "@/components/chart/scalar-chart";
import { PlotlyPlot } from "@/components/plotly/plotly-figure";
import { StatusBadge } from "@/components/status/status-badge";
import type { TableColumn } from "@/components/table/column";
import { ColumnMenu } from "@/components/table/column-menu";
import { DataTable } from "@/components/table/data-table";
import { useTableState } from "@/components/table/use-table-state";
import { Badge, Tag } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox, Switch } from "@/components/ui/checkbox";
import { CodeBlock } from "@/components/ui/code-block";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Segmented } from "@/components/ui/tabs";
import { slotStyle } from "@/lib/colors/run-colors";

const ST = ["created", "queued", "in_progress", "completed", "failed", "stopped", "published"];
const rows = Array.from({ length: 10000 }, (_, i) => ({
  id: "r" + i,
  name: "train resnet run " + i,
  status: ST[i % 7],
  loss: Math.sin(i) ** 2,
  it: i * 10,
}));
type R = (typeof rows)[number];
const columns: TableColumn<R>[] = [
  {
    id: "name",
    header: "Name",
    pinned: true,
    width: 260,
    sortable: true,
    cell: (r) => <span className="truncate font-medium">{r.name}</span>,
  },
  {
    id: "status",
    header: "Status",
    sortable: true,
    width: 120,
    cell: (r) => <StatusBadge status={r.status} progress={r.status === "in_progress" ? 42 : undefined} />,
  },
  { id: "loss", header: "loss", align: "right", sortable: true, cell: (r) => r.loss.toFixed(5) },
  { id: "it", header: "Iteration", align: "right", sortable: true, cell: (r) => r.it },
  { id: "tags", header: "Tags", cell: () => <Tag>baseline</Tag> },
  { id: "x", header: "Hidden one", hidden: true, group: "Metrics", cell: () => 1 },
];
const series = Array.from({ length: 14 }, (_, k) => {
  const n = 400;
  const x = Array.from({ length: n }, (_, i) => i * 5);
  let seed = k + 1;
  const rnd = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const y = x.map((v) => Math.exp(-v / (400 + 90 * k)) + 0.12 * (rnd() - 0.5) + 0.05 * k);
  const s = slotStyle(k);
  return {
    id: "s" + k,
    label: "run-" + k,
    color: s.color,
    dash: s.dash,
    x,
    y,
    ...(k === 0 ? { min: y.map((v) => v - 0.15), max: y.map((v) => v + 0.15) } : {}),
  };
});
const PLOT = JSON.stringify({
  data: [
    {
      type: "heatmap",
      z: [
        [1, 20, 30],
        [20, 1, 60],
        [30, 60, 1],
      ],
    },
  ],
  layout: { title: { text: "confusion <a href='javascript:alert(1)'>x</a>" }, xaxis: { title: { text: "pred" } } },
});
const PLOT2 = JSON.stringify({
  data: [{ type: "scattergl", mode: "markers", x: [1, 2, 3, 4], y: [3, 1, 4, 1] }],
  layout: {},
});

export default function Gallery() {
  const state = useTableState("gallery", columns, "-it");
  const [sel, setSel] = useState<Set<string>>(new Set(["r2"]));
  const [v, setV] = useState("iter");
  const one = useMemo(() => [series[3]!], []);
  return (
    <div className="flex flex-col gap-4 p-4">
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary">Primary</Button>
        <Button>Secondary</Button>
        <Button variant="ghost">Ghost</Button>
        <Button variant="danger">Danger</Button>
        <Button disabled>Disabled</Button>
        <Badge>neutral</Badge>
        <Badge tone="accent">accent</Badge>
        <Badge tone="info">info</Badge>
        <Badge tone="warning">warn</Badge>
        <Badge tone="danger">danger</Badge>
        <Checkbox checked />
        <Checkbox checked="indeterminate" />
        <Checkbox />
        <Switch checked />
        <Switch />
        <Input className="w-40" placeholder="Placeholder" />
        <Select
          label="x"
          value={v}
          onValueChange={setV}
          options={[
            { value: "iter", label: "Iteration" },
            { value: "b", label: "B" },
          ]}
        />
        <Segmented
          label="y"
          value={v}
          onValueChange={setV}
          options={[
            { value: "iter", label: "Iteration" },
            { value: "b", label: "Relative" },
          ]}
        />
        {ST.map((s) => (
          <StatusBadge key={s} status={s} />
        ))}
        <ColumnMenu columns={columns} state={state} />
      </div>
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        <ScalarChart title="loss/train" series={series} xAxis="iter" smoothing={0.8} syncKey="g" />
        <ScalarChart title="one" series={one} xAxis="wall" syncKey="g" yLog />
        <PlotlyPlot plot={PLOT} title="confusion" />
        <PlotlyPlot plot={PLOT2} title="gl" />
      </div>
      <CodeBlock code={'from clearml import Task\ntask = Task.init("p", "t")'} label="Python" />
      <div className="flex h-96 flex-col border border-line">
        <DataTable
          label="Runs"
          columns={columns}
          rows={rows}
          rowId={(r) => r.id}
          state={state}
          selection={sel}
          onSelectionChange={setSel}
          onOpen={() => undefined}
          activeId="r4"
        />
      </div>
      <div className="flex h-40 flex-col">
        <DataTable label="Runs" columns={columns} rows={[]} rowId={(r) => r.id} state={state} status="pending" />
      </div>
    </div>
  );
}
