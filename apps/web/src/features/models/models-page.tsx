"use client";

import { useQuery } from "@tanstack/react-query";
import { Archive, Box, FilterX, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { ArchiveToggle } from "@/components/table/archive-toggle";
import { arrange, toggleColumn } from "@/components/table/column";
import { ColumnMenu } from "@/components/table/column-menu";
import { DataTable } from "@/components/table/data-table";
import { type RowSource, useLiveRows } from "@/components/table/use-live-rows";
import { useRowHeight } from "@/components/table/use-row-height";
import { type TableState, useTableState } from "@/components/table/use-table-state";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CodeBlock } from "@/components/ui/code-block";
import { ContextMenuItem } from "@/components/ui/menu";
import { EmptyState } from "@/components/ui/state";
import { countWords } from "@/features/runs/actions";
import { withFilter } from "@/features/runs/filter";
import { FilterChips, HeaderFilter, RunSearch } from "@/features/runs/filter-bar";
import { useIdleResort } from "@/features/runs/use-idle-resort";
import { useRunsUrl } from "@/features/runs/use-runs-url";
import { formatCount } from "@/lib/format/numbers";
import { useHotkeys } from "@/lib/hotkeys";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { documents, escapeKey, type Model } from "@/lib/wire";
import { BASE_FIELDS, MODEL_COLUMNS, ModelCard, metadataColumn, modelHref } from "./columns";
import { MODEL_ACTIONS, useModelActions } from "./model-actions";
import { type ModelsQuery, modelsRequest } from "./request";

const modelId = (model: Model) => model.id;
const NO_NAMES = new Map<string, { metric: string; variant: string }>();

/** The models of a project with all below it; `*` is every project. */
export function ModelsPage({ projectId }: { projectId: string }) {
  return <ModelsTable key={projectId} projectId={projectId} />;
}

function ModelsTable({ projectId }: { projectId: string }) {
  const router = useRouter();
  const url = useRunsUrl();
  const state = useTableState("models", MODEL_COLUMNS, "-last_update");
  const { filters, setFilters } = url;
  const columns = useMemo(
    () =>
      [...MODEL_COLUMNS, ...state.layout.visible.flatMap((id) => metadataColumn(id) ?? [])].map((column) => {
        const { filter: field } = column;
        if (!field) return column;
        const headerExtra = (
          <HeaderFilter
            key={field}
            field={field}
            projectId={projectId}
            names={NO_NAMES}
            listed="model"
            filter={filters[field]}
            onChange={(filter) => setFilters(withFilter(filters, field, filter))}
          />
        );
        return { ...column, headerExtra };
      }),
    [state.layout, projectId, filters, setFilters],
  );
  const shown = arrange(columns, state.layout);
  const list = useModels(
    { projectId, text: url.text, regex: url.regex, filters, archived: url.archived, orderBy: state.orderBy },
    shown.flatMap((column) => column.fields),
  );
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(
    () => list.rows.filter((model) => model && selected.has(model.id)) as Model[],
    [list.rows, selected],
  );
  const actions = useModelActions();
  const onIdle = useIdleResort(list.news, list.resort);
  const rowHeight = useRowHeight();
  useHotkeys(Object.fromEntries([["Escape", () => setSelected(new Set())]]));
  const filtered = url.text !== "" || Object.keys(filters).length > 0;

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-1.5 px-4 py-2 md:px-6">
        <RunSearch
          label="Search models"
          text={url.text}
          onTextChange={url.setText}
          regex={url.regex}
          onRegexChange={url.setRegex}
        />
        <FilterChips
          projectId={projectId}
          filters={filters}
          onFiltersChange={setFilters}
          names={NO_NAMES}
          listed="model"
        />
        {filtered && (
          <Button
            variant="ghost"
            size="icon"
            aria-label="Clear all filters"
            title="Clear all filters"
            onClick={url.clear}
          >
            <FilterX />
          </Button>
        )}
        <span className="ml-auto flex items-center gap-1.5">
          <span className="text-xs whitespace-nowrap text-muted tabular" role="status">
            {list.total === null ? "" : countWords(list.total, list.total, "model")}
          </span>
          <ArchiveToggle
            archived={url.archived}
            noun="models"
            onToggle={() => {
              setSelected(new Set());
              url.setArchived(!url.archived);
            }}
          />
          <ColumnMenu columns={columns} state={state}>
            {(text) => <MetadataPicker projectId={projectId} state={state} search={text} />}
          </ColumnMenu>
        </span>
      </div>
      <DataTable
        label="Models"
        columns={columns}
        rows={list.rows}
        rowId={modelId}
        state={state}
        status={list.status}
        error={list.error}
        onRetry={list.resort}
        onRange={list.onRange}
        changing={list.changing}
        onIdle={onIdle}
        rowHeight={rowHeight}
        selection={selected}
        onSelectionChange={setSelected}
        onOpen={(model, { newTab }) =>
          newTab ? window.open(modelHref(model), "_blank", "noopener") : router.push(modelHref(model))
        }
        card={(model) => <ModelCard model={model} />}
        rowMenu={(model) =>
          MODEL_ACTIONS.filter((action) => action.applies(model)).map(({ id, label, icon: Icon, danger }) => (
            <ContextMenuItem key={id} danger={danger} onSelect={() => actions.start(id, [model])}>
              <Icon /> {label}
            </ContextMenuItem>
          ))
        }
        empty={<Nothing filtered={filtered} archived={url.archived} onClear={url.clear} />}
        className="border-t border-line"
      />
      {chosen.length > 0 && (
        <section
          aria-label="Selected models"
          className="flex min-h-12 shrink-0 flex-wrap items-center gap-1.5 border-t border-line-strong bg-raised px-3 py-1.5 animate-appear md:px-4"
        >
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Clear the selection"
            onClick={() => setSelected(new Set())}
          >
            <X />
          </Button>
          <span className="mr-auto text-sm font-medium tabular" role="status">
            {countWords(chosen.length, chosen.length, "model")} selected
          </span>
          {MODEL_ACTIONS.map((action) => {
            const count = chosen.filter(action.applies).length;
            return count === 0 ? null : (
              <Button
                key={action.id}
                size="sm"
                onClick={() => actions.start(action.id, chosen)}
                aria-label={`${action.label} ${countWords(count, chosen.length, "model")}`}
              >
                <action.icon /> <span className="max-sm:hidden">{action.label}</span>
                {count !== chosen.length && <span className="text-faint tabular">{formatCount(count)}</span>}
              </Button>
            );
          })}
        </section>
      )}
      {actions.dialog}
    </div>
  );
}

function useModels(query: ModelsQuery, fields: readonly string[]) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const key = JSON.stringify(query);
  const { projectId } = query;
  const request = useMemo(() => modelsRequest(JSON.parse(key) as ModelsQuery), [key]);
  const shape = [...new Set([...BASE_FIELDS, ...fields])].sort().join(",");
  const source = useMemo((): RowSource<Model> => {
    const only_fields = shape.split(",");
    const list = async (more: Record<string, unknown>) =>
      documents<Model>((await client.models.get_all_ex.query({ ...request, only_fields, ...more })).models);
    return {
      key: [...trpc.models.get_all_ex.queryKey(request)],
      shape,
      page: (start, size) => list({ start, size }),
      ids: async (start, size) => (await list({ start, size, only_fields: ["id"] })).map((model) => model.id),
      byIds: async (id) =>
        documents<Model>((await client.models.get_all_ex.query({ id: [...id], only_fields })).models),
      count: async () => (await client.organization.get_entities_count.query({ models: request })).models ?? null,
      active: () => false,
      watch: projectId === "*" ? "model" : `model@${projectId}`,
    };
  }, [trpc, client, request, shape, projectId]);
  return useLiveRows(source);
}

/** The metadata keys of the project's models, to put any of them into a column. */
function MetadataPicker({ projectId, state, search }: { projectId: string; state: TableState; search: string }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.projects.get_model_metadata_keys.queryOptions(
      projectId === "*" ? {} : { project: projectId, include_subprojects: true },
    ),
  );
  const keys = (query.data?.keys ?? []).filter((key) => key.toLowerCase().includes(search.toLowerCase()));
  if (keys.length === 0) return null;
  return (
    <section>
      <h3 className="mt-2 px-1 text-xs font-medium text-faint">Metadata</h3>
      <ul>
        {keys.slice(0, 150).map((key) => {
          const id = `metadata.${escapeKey(key)}.value`;
          return (
            <li key={key} className="rounded-sm px-1 hover:bg-hover">
              <label htmlFor={`column-${id}`} className="flex h-7 items-center gap-2">
                <Checkbox
                  id={`column-${id}`}
                  checked={state.layout.visible.includes(id)}
                  onCheckedChange={(on) => state.setLayout(toggleColumn(state.layout, id, on))}
                />
                <span className="truncate">{key}</span>
              </label>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Nothing(props: { filtered: boolean; archived: boolean; onClear: () => void }) {
  if (props.filtered)
    return <EmptyState title="No model matches" action={<Button onClick={props.onClear}>Clear all filters</Button>} />;
  if (props.archived) return <EmptyState icon={<Archive />} title="The archive is empty" />;
  return (
    <EmptyState icon={<Box />} title="No models yet">
      <p>Frameworks report the models that a run saves by themselves. By hand it is:</p>
      <CodeBlock
        className="mt-3"
        code={
          'from clearml import OutputModel, Task\n\nmodel = OutputModel(task=Task.current_task(), framework="PyTorch")\nmodel.update_weights("best.pt")'
        }
      />
    </EmptyState>
  );
}
