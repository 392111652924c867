"use client";

import { GitCompareArrows, PanelLeft } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useMemo, useState } from "react";
import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { Tabs, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { cn } from "@/lib/cn";
import { useRunStyles } from "@/lib/colors/use-run-styles";
import { formatCount } from "@/lib/format/numbers";
import { AddRun } from "./add-run";
import { tellApart } from "./diff";
import { ParametersTab } from "./parameters-tab";
import { RunList } from "./run-list";
import { ScalarsTab } from "./scalars-tab";
import { COMPARE_TABS, type CompareTab, useComparedRuns, useCompareUrl } from "./use-compared";
import { ValuesTab } from "./values-tab";

const TAB_NAMES: Readonly<Record<CompareTab, string>> = {
  scalars: "Scalars",
  values: "Values",
  parameters: "Parameters",
};

/** Several runs side by side: curves, values, and what they were given. The address names the runs. */
export function ComparePage({ projectId }: { projectId: string }) {
  const url = useCompareUrl();
  const { runs, missing, active, query } = useComparedRuns(url.ids);
  const styles = useRunStyles(url.ids);
  const words = useMemo(() => tellApart(runs), [runs]);
  const [listed, setListed] = useState(false);
  const shown = useMemo(() => runs.filter((run) => !url.hidden.has(run.id)), [runs, url.hidden]);
  const frame = (body: ReactNode) => (
    <>
      <Crumbs items={[{ label: "All runs", href: `/projects/${projectId}/runs` }, { label: "Compare" }]} />
      <Page
        fill
        title={url.ids.length > 0 ? `Compare ${formatCount(url.ids.length)} runs` : "Compare runs"}
        actions={
          <Button onClick={() => setListed(!listed)} aria-expanded={listed} className="lg:hidden">
            <PanelLeft /> Runs
          </Button>
        }
        tabs={
          <Tabs value={url.tab} onValueChange={(tab) => url.setTab(tab as CompareTab)}>
            <TabsList aria-label="What is compared" className="border-b-0">
              {COMPARE_TABS.map((tab) => (
                <TabsTrigger key={tab} value={tab} aria-controls={undefined}>
                  {TAB_NAMES[tab]}
                </TabsTrigger>
              ))}
            </TabsList>
          </Tabs>
        }
      >
        {body}
      </Page>
    </>
  );

  if (url.ids.length === 0)
    return frame(
      <EmptyState
        icon={<GitCompareArrows />}
        title="Nothing to compare yet"
        action={
          <Button asChild variant="primary">
            <Link href={`/projects/${projectId}/runs`}>Choose runs</Link>
          </Button>
        }
      >
        Select runs in a table with <kbd>x</kbd>, then press <kbd>c</kbd>.
      </EmptyState>,
    );
  if (query.isError && runs.length === 0)
    return frame(<ErrorState error={query.error} onRetry={() => void query.refetch()} />);

  return frame(
    <div className="relative flex min-h-0 flex-1">
      <aside
        aria-label="Runs"
        className={cn(
          "w-72 shrink-0 flex-col gap-2 overflow-y-auto border-r border-line bg-surface px-2 py-3 lg:flex",
          listed ? "absolute inset-y-0 left-0 z-10 flex shadow-float lg:static lg:shadow-none" : "hidden",
        )}
      >
        <AddRun ids={url.ids} onAdd={(id) => url.setIds([...url.ids, id])} />
        {query.isPending ? (
          url.ids.map((id) => <Skeleton key={id} className="h-10" />)
        ) : (
          <RunList
            runs={runs}
            styles={styles}
            words={words}
            hidden={url.hidden}
            onHiddenChange={url.setHidden}
            onOrderChange={url.setIds}
          />
        )}
        {missing > 0 && (
          <p className="px-2 text-xs text-warning">
            {missing === 1 ? "1 run of the address is" : `${formatCount(missing)} runs of the address are`} gone or not
            visible to you.
          </p>
        )}
      </aside>
      <section aria-label={TAB_NAMES[url.tab]} className="flex min-w-0 flex-1 flex-col">
        {query.isPending ? (
          <div className="flex flex-col gap-3 p-6">
            <Skeleton className="h-8 w-80" />
            <Skeleton className="h-64" />
          </div>
        ) : (
          <>
            {url.tab === "scalars" && <ScalarsTab runs={runs} styles={styles} hidden={url.hidden} active={active} />}
            {url.tab === "values" && <ValuesTab runs={shown} styles={styles} />}
            {url.tab === "parameters" && <ParametersTab runs={shown} styles={styles} />}
          </>
        )}
      </section>
    </div>,
  );
}
