"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Box, Database, FileText, FlaskConical, FolderTree, type LucideIcon, Workflow } from "lucide-react";
import { type CollectionKind, placeOf } from "@/features/collections/collection";
import { datasetHref } from "@/features/datasets/dataset";
import { modelHref } from "@/features/models/columns";
import { pipelineHref } from "@/features/pipelines/pipeline";
import { projectName, type Report, reportHref } from "@/features/reports/report";
import { runHref } from "@/features/runs/columns";
import { useTRPC } from "@/lib/trpc/client";
import { documents, escapePattern, type Model, type Project, type Task } from "@/lib/wire";

/** Something that was found: where it leads, and what tells it apart from its namesakes. */
interface Entity {
  readonly id: string;
  readonly label: string;
  readonly href: string;
  readonly icon: LucideIcon;
  readonly hint?: string;
  /** Of a run: its sign stands in place of the icon. */
  readonly status?: string;
}

export interface EntityGroup {
  readonly heading: string;
  readonly entities: readonly Entity[];
}

/** The best matches of each kind by name or id; without a text the latest projects and runs. */
export function useEntities(text: string): { groups: readonly EntityGroup[]; searching: boolean } {
  const trpc = useTRPC();
  const searched = text !== "";
  const list = {
    page: 0,
    page_size: 6,
    order_by: ["-last_update"],
    ...(searched ? { _any_: { pattern: escapePattern(text), fields: ["name", "id"] } } : {}),
  };
  const active = { ...list, system_tags: ["__$not", "archived"] };
  const collections = (kind: CollectionKind) => ({
    ...list,
    system_tags: ["__$all", kind, "__$not", "archived"],
    search_hidden: true,
    only_fields: ["name"],
  });
  const options = { placeholderData: keepPreviousData };
  const later = { ...options, enabled: searched };
  const projects = useQuery({
    ...trpc.projects.get_all_ex.queryOptions({ ...list, only_fields: ["name"] }),
    ...options,
  });
  const tasks = useQuery({
    ...trpc.tasks.get_all_ex.queryOptions({ ...active, only_fields: ["name", "status", "project.name"] }),
    ...options,
  });
  const models = useQuery({
    ...trpc.models.get_all_ex.queryOptions({ ...active, only_fields: ["name", "project.name"] }),
    ...later,
  });
  const datasets = useQuery({ ...trpc.projects.get_all_ex.queryOptions(collections("dataset")), ...later });
  const pipelines = useQuery({ ...trpc.projects.get_all_ex.queryOptions(collections("pipeline")), ...later });
  const reports = useQuery({
    ...trpc.reports.get_all_ex.queryOptions({ ...active, only_fields: ["name", "project.name"] }),
    ...later,
  });

  const collected = (kind: CollectionKind, found: unknown, href: (id: string) => string, icon: LucideIcon) =>
    documents<Project>(found).map(({ id, name }) => {
      const place = placeOf(kind, name);
      return { id, label: place.name, href: href(id), icon, hint: place.project ?? undefined };
    });
  const always: EntityGroup[] = [
    {
      heading: searched ? "Projects" : "Recent projects",
      entities: documents<Project>(projects.data?.projects).map(({ id, name }) => ({
        id,
        label: name,
        href: `/projects/${id}`,
        icon: FolderTree,
      })),
    },
    {
      heading: searched ? "Runs" : "Recent runs",
      entities: documents<Task>(tasks.data?.tasks).map((task) => ({
        id: task.id,
        label: task.name ?? task.id,
        href: runHref(task),
        icon: FlaskConical,
        hint: task.project?.name,
        status: task.status,
      })),
    },
  ];
  const found: EntityGroup[] = [
    {
      heading: "Models",
      entities: documents<Model>(models.data?.models).map((model) => ({
        id: model.id,
        label: model.name ?? model.id,
        href: modelHref(model),
        icon: Box,
        hint: model.project?.name,
      })),
    },
    { heading: "Datasets", entities: collected("dataset", datasets.data?.projects, datasetHref, Database) },
    { heading: "Pipelines", entities: collected("pipeline", pipelines.data?.projects, pipelineHref, Workflow) },
    {
      heading: "Reports",
      entities: documents<Report>(reports.data?.tasks).map((report) => ({
        id: report.id,
        label: report.name ?? report.id,
        href: reportHref(report),
        icon: FileText,
        hint: projectName(report) ?? undefined,
      })),
    },
  ];
  const queries = searched ? [projects, tasks, models, datasets, pipelines, reports] : [projects, tasks];
  return { groups: searched ? [...always, ...found] : always, searching: queries.some((query) => query.isFetching) };
}
