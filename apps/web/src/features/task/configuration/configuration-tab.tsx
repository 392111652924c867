"use client";

import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { parseAsString, useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { SearchInput } from "@/components/ui/search-input";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { cn } from "@/lib/cn";
import { formatCount } from "@/lib/format/numbers";
import { useTRPC } from "@/lib/trpc/client";
import { Editable } from "../editing/editable";
import { isDraft, isReadOnly } from "../query";
import { useRun, useRunFields, useRunLive } from "../run-context";
import { AddSection } from "./add-section";
import { ConfigurationObject } from "./configuration-object";
import { ParameterList } from "./parameter-list";
import { type Section, searchSections, sectionsOf, USER_PROPERTIES } from "./parameters";
import { SectionForm } from "./section-form";

/** What the run was started with: hyperparameters by section, and configuration objects. A draft's can be edited. */
export function ConfigurationTab() {
  const trpc = useTRPC();
  const run = useRun();
  const params = useRunFields(["hyperparams"]);
  const names = useQuery({
    ...trpc.tasks.get_configuration_names.queryOptions({ tasks: [run.id], skip_empty: false }),
    ...useRunLive(),
  });
  const [view, setView] = useQueryStates({ q: parseAsString.withDefault(""), show: parseAsString.withDefault("all") });
  if (params.isPending || names.isPending) return <Skeleton className="m-6 h-72" />;
  if (!params.run) return <ErrorState error={params.error} onRetry={() => void params.refetch()} />;

  const sections = sectionsOf(params.run.hyperparams);
  const objects = [...(names.data?.configurations[0]?.names ?? [])].sort();
  const draft = isDraft(run);
  if (sections.length === 0 && objects.length === 0 && !draft) return <NoConfiguration />;
  const show = (place: string) => void setView({ show: place });
  const places = [
    { id: "all", label: "All parameters", count: sections.reduce((sum, section) => sum + section.params.length, 0) },
    ...sections.map(({ name, params: items }) => ({
      id: `params ${name}`,
      label: sectionLabel(name),
      count: items.length,
    })),
  ];
  const files = objects.map((name) => ({ id: `object ${name}`, label: name }));
  const object = objects.find((name) => view.show === `object ${name}`);
  const chosen = sections.filter(({ name }) => view.show === "all" || view.show === `params ${name}`);
  const found = searchSections(chosen.length > 0 ? chosen : sections, view.q);

  return (
    <div className="flex min-h-0 flex-1 flex-col md:flex-row">
      <nav
        aria-label="Configuration"
        className="hidden w-60 shrink-0 flex-col gap-4 overflow-y-auto border-r border-line px-3 py-4 md:flex"
      >
        <Places title="Hyperparameters" places={places} current={view.show} onShow={show}>
          {draft && <AddSection known={sections.map(({ name }) => name)} />}
        </Places>
        {files.length > 0 && <Places title="Configuration objects" places={files} current={view.show} onShow={show} />}
      </nav>
      <div className="border-b border-line px-4 py-2 md:hidden">
        <Select
          label="Part of the configuration"
          value={[...places, ...files].some(({ id }) => id === view.show) ? view.show : "all"}
          onValueChange={show}
          options={[...places, ...files].map(({ id, label }) => ({ value: id, label }))}
          className="w-full"
        />
      </div>
      <div className="min-h-0 min-w-0 flex-1 overflow-y-auto px-4 py-4 md:px-6">
        {object !== undefined ? (
          <ConfigurationObject key={object} name={object} editable={draft} />
        ) : (
          <div className="flex max-w-4xl flex-col gap-6">
            <SearchInput
              value={view.q}
              onValueChange={(q) => void setView({ q })}
              placeholder="Search names and values"
              aria-label="Search parameters"
              className="w-full sm:w-72"
            />
            {found.length === 0 &&
              (view.q === "" ? (
                <p className="text-sm text-muted">The draft has no parameters yet. Add a section to begin.</p>
              ) : (
                <p className="text-sm text-muted">No parameter has “{view.q}” in its name or value.</p>
              ))}
            {found.map((section) => (
              <SectionView
                key={section.name}
                section={section}
                whole={sections.find(({ name }) => name === section.name) ?? section}
              />
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

function sectionLabel(name: string): string {
  return name === USER_PROPERTIES ? "User properties" : name;
}

/** @param section what the search left of it; the form always holds the whole. */
function SectionView({ section, whole }: { section: Section; whole: Section }) {
  const run = useRun();
  const editable = !isReadOnly(run) && (isDraft(run) || section.name === USER_PROPERTIES);
  return (
    <Editable
      title={sectionLabel(section.name)}
      hint={formatCount(section.params.length)}
      editable={editable}
      edit={(close) => <SectionForm section={whole} onClose={close} />}
    >
      <ParameterList params={section.params} />
    </Editable>
  );
}

function Places(props: {
  title: string;
  places: readonly { readonly id: string; readonly label: string; readonly count?: number }[];
  current: string;
  onShow: (id: string) => void;
  children?: ReactNode;
}) {
  return (
    <section>
      <h2 className="px-2 pb-1 text-xs font-medium text-faint">{props.title}</h2>
      <ul>
        {props.places.map(({ id, label, count }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === props.current ? "true" : undefined}
              onClick={() => props.onShow(id)}
              className={cn(
                "flex h-8 w-full items-center gap-2 rounded-md px-2 text-left text-sm hover:bg-hover",
                id === props.current && "bg-selected font-medium text-accent hover:bg-selected",
              )}
            >
              <span className="min-w-0 flex-1 truncate" title={label}>
                {label}
              </span>
              {count !== undefined && <span className="text-xs text-faint tabular">{formatCount(count)}</span>}
            </button>
          </li>
        ))}
      </ul>
      {props.children}
    </section>
  );
}

function NoConfiguration() {
  return (
    <EmptyState icon={<SlidersHorizontal />} title="No configuration was recorded">
      <p>Arguments of argparse, click, hydra and others are recorded by themselves; anything else by one line:</p>
      <CodeBlock className="mt-3" code={'parameters = task.connect({"lr": 0.1, "depth": 50})'} />
    </EmptyState>
  );
}
