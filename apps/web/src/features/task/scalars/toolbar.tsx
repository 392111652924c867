"use client";

import { Eye, EyeOff, Settings2, ZoomOut } from "lucide-react";
import { type ReactNode, useState } from "react";
import { formatX } from "@/components/chart/axis";
import { SMOOTHING_KINDS, type SmoothingKind } from "@/components/chart/smoothing";
import { Button } from "@/components/ui/button";
import { Checkbox, Switch } from "@/components/ui/checkbox";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { SearchInput } from "@/components/ui/search-input";
import { Select } from "@/components/ui/select";
import { Segmented } from "@/components/ui/tabs";
import { formatCount } from "@/lib/format/numbers";
import { CHART_SIZES, type ChartSettings } from "./settings";

const KINDS: Readonly<Record<SmoothingKind, string>> = {
  ema: "Exponential average",
  mean: "Running average",
  gaussian: "Gaussian",
};
/** The list of metrics shows so many at once; the search finds the others. */
const LISTED = 200;

/** How the charts are drawn, and which. */
export function ScalarsToolbar(props: {
  settings: ChartSettings;
  onChange: (next: Partial<ChartSettings>) => void;
  /** All metrics of the run. */
  metrics: readonly string[];
  search?: boolean;
  /** Further choices of a page. */
  more?: ReactNode;
}) {
  const { settings, onChange, metrics } = props;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2 md:px-6">
      {props.search !== false && (
        <>
          <SearchInput
            value={settings.q}
            onValueChange={(q) => onChange({ q })}
            placeholder="Search metrics"
            aria-label="Search metrics"
            className="w-full sm:w-56"
          />
          <MetricsMenu metrics={metrics} hidden={settings.hide} onChange={(hide) => onChange({ hide: [...hide] })} />
        </>
      )}
      <Segmented
        label="X axis"
        value={settings.x}
        onValueChange={(x) => onChange({ x })}
        options={[
          { value: "iter", label: "Iteration" },
          { value: "relative", label: "Relative" },
          { value: "wall", label: "Wall time" },
        ]}
      />
      {props.more}
      <label className="flex items-center gap-2 text-xs text-muted">
        Smoothing
        <input
          type="range"
          min={0}
          max={0.99}
          step={0.01}
          value={settings.smooth}
          onChange={(event) => onChange({ smooth: event.target.valueAsNumber })}
          className="w-24 accent-(--accent)"
        />
        <span className="w-7 tabular">{settings.smooth.toFixed(2)}</span>
      </label>
      <SettingsMenu settings={settings} onChange={onChange} />
      {settings.zoom && (
        <Button size="sm" onClick={() => onChange({ zoom: null })} title="Reset the zoom (double click in a chart)">
          <ZoomOut />
          <span className="tabular">
            {formatX(settings.x, settings.zoom[0])} – {formatX(settings.x, settings.zoom[1])}
          </span>
        </Button>
      )}
    </div>
  );
}

function SettingsMenu({
  settings,
  onChange,
}: {
  settings: ChartSettings;
  onChange: (next: Partial<ChartSettings>) => void;
}) {
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label="Chart settings" title="Chart settings">
          <Settings2 />
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" className="flex w-80 flex-col gap-3">
        <Setting label="Smoothing by">
          <Select
            size="sm"
            label="Kind of smoothing"
            value={settings.kind}
            onValueChange={(kind) => onChange({ kind })}
            options={SMOOTHING_KINDS.map((kind) => ({ value: kind, label: KINDS[kind] }))}
          />
        </Setting>
        <Toggle
          label="Show the original behind"
          on={settings.original}
          onChange={(original) => onChange({ original })}
        />
        <Toggle label="Logarithmic y axis" on={settings.logy} onChange={(logy) => onChange({ logy })} />
        <Toggle label="Logarithmic x axis" on={settings.logx} onChange={(logx) => onChange({ logx })} />
        <Toggle label="Ignore outliers" on={settings.clip} onChange={(clip) => onChange({ clip })} />
        <Setting label="A chart for each">
          <Segmented
            label="A chart for each"
            value={settings.by}
            onValueChange={(by) => onChange({ by })}
            options={[
              { value: "metric", label: "Metric" },
              { value: "variant", label: "Series" },
            ]}
          />
        </Setting>
        <Setting label="Size">
          <Segmented
            label="Size of the charts"
            value={settings.size}
            onValueChange={(size) => onChange({ size })}
            options={CHART_SIZES.map((size) => ({ value: size, label: size.charAt(0).toUpperCase() + size.slice(1) }))}
          />
        </Setting>
      </PopoverContent>
    </Popover>
  );
}

function Setting({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-3">
      <span>{label}</span>
      {children}
    </div>
  );
}

function Toggle({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <Setting label={label}>
      <Switch aria-label={label} checked={on} onCheckedChange={onChange} />
    </Setting>
  );
}

/** Which metrics have a chart. */
function MetricsMenu(props: {
  metrics: readonly string[];
  hidden: readonly string[];
  onChange: (hidden: readonly string[]) => void;
}) {
  const [search, setSearch] = useState("");
  const hidden = new Set(props.hidden);
  const found = props.metrics.filter((metric) => metric.toLowerCase().includes(search.trim().toLowerCase()));
  const count = props.metrics.filter((metric) => !hidden.has(metric)).length;
  const set = (metrics: readonly string[], shown: boolean) => {
    const next = new Set(hidden);
    for (const metric of metrics) shown ? next.delete(metric) : next.add(metric);
    props.onChange([...next]);
  };
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button size="sm" className="tabular">
          {count === props.metrics.length ? <Eye /> : <EyeOff />}
          {count === props.metrics.length
            ? formatCount(count)
            : `${formatCount(count)} of ${formatCount(props.metrics.length)}`}{" "}
          metrics
        </Button>
      </PopoverTrigger>
      <PopoverContent className="flex w-80 flex-col gap-2">
        <SearchInput
          value={search}
          onValueChange={setSearch}
          delay={0}
          shortcut={false}
          placeholder="Find metrics"
          aria-label="Find metrics"
          className="w-full"
        />
        <div className="flex gap-3">
          <Button variant="link" size="sm" onClick={() => set(found, true)}>
            Show {search ? "these" : "all"}
          </Button>
          <Button variant="link" size="sm" onClick={() => set(found, false)}>
            Hide {search ? "these" : "all"}
          </Button>
        </div>
        <ul className="flex max-h-72 flex-col overflow-y-auto">
          {found.slice(0, LISTED).map((metric, index) => (
            <li key={metric}>
              <label
                htmlFor={`metric-${index}`}
                className="flex min-h-7 items-center gap-2 rounded-sm px-1 hover:bg-hover"
              >
                <Checkbox
                  id={`metric-${index}`}
                  checked={!hidden.has(metric)}
                  onCheckedChange={(shown) => set([metric], shown)}
                />
                <span className="min-w-0 truncate" title={metric}>
                  {metric}
                </span>
              </label>
            </li>
          ))}
        </ul>
        {found.length > LISTED && (
          <p className="text-xs text-muted">{formatCount(found.length - LISTED)} more: type to find them.</p>
        )}
      </PopoverContent>
    </Popover>
  );
}
