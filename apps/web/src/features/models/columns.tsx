import Link from "next/link";
import type { TableColumn } from "@/components/table/column";
import { Avatar } from "@/components/ui/avatar";
import { Badge, Tag } from "@/components/ui/badge";
import { CopyId } from "@/components/ui/copy-button";
import { TimeAgo } from "@/components/ui/time";
import { type Model, unescapeKey } from "@/lib/wire";

/** A column of models and the fields that it needs. */
export interface ModelColumn extends TableColumn<Model> {
  readonly fields: readonly string[];
  readonly filter?: string;
}

/** Fields that actions and cards need, whatever the columns. */
export const BASE_FIELDS = [
  "name",
  "ready",
  "tags",
  "system_tags",
  "project.name",
  "company.id",
  "framework",
  "last_update",
];

/** The address of a model's page. */
export function modelHref(model: { readonly id: string; readonly project?: { readonly id?: string } }): string {
  return `/projects/${model.project?.id ?? "*"}/models/${model.id}`;
}

/** Draft or published, by word and colour. */
export function ModelState({ model }: { model: Model }) {
  return model.ready ? <Badge tone="accent">Published</Badge> : <Badge>Draft</Badge>;
}

const dash = <span className="text-faint">–</span>;

export const MODEL_COLUMNS: readonly ModelColumn[] = [
  {
    id: "name",
    header: "Name",
    pinned: true,
    width: 270,
    sortable: true,
    fields: [],
    cell: (model) => (
      <Link href={modelHref(model)} className="truncate font-medium hover:underline" title={model.name}>
        {model.name}
      </Link>
    ),
  },
  {
    id: "ready",
    header: "Status",
    width: 94,
    sortable: true,
    filter: "ready",
    fields: [],
    cell: (model) => <ModelState model={model} />,
  },
  {
    id: "framework",
    header: "Framework",
    width: 112,
    sortable: true,
    filter: "framework",
    fields: [],
    cell: (model) => <span className="truncate">{model.framework || dash}</span>,
  },
  {
    id: "tags",
    header: "Tags",
    width: 130,
    sortable: true,
    filter: "tags",
    fields: [],
    cell: (model) => (
      <span className="flex gap-1 overflow-hidden" title={model.tags?.join(", ")}>
        {model.tags?.map((tag) => (
          <Tag key={tag} className="shrink-0">
            {tag}
          </Tag>
        ))}
      </span>
    ),
  },
  {
    id: "project.name",
    header: "Project",
    width: 150,
    sortable: true,
    filter: "project",
    fields: [],
    cell: (model) => <span className="truncate">{model.project?.name ?? dash}</span>,
  },
  {
    id: "task.name",
    header: "Made by",
    width: 180,
    sortable: true,
    fields: ["task.name"],
    cell: (model) =>
      model.task?.id ? (
        <Link href={`/projects/*/tasks/${model.task.id}/overview`} className="truncate hover:underline">
          {model.task.name ?? model.task.id}
        </Link>
      ) : (
        dash
      ),
  },
  {
    id: "user.name",
    header: "User",
    width: 120,
    sortable: true,
    filter: "user",
    fields: ["user.name"],
    cell: (model) =>
      model.user?.name ? (
        <span className="flex min-w-0 items-center gap-1.5">
          <Avatar name={model.user.name} className="size-5" />
          <span className="truncate">{model.user.name}</span>
        </span>
      ) : (
        dash
      ),
  },
  {
    id: "last_update",
    header: "Updated",
    width: 100,
    sortable: true,
    filter: "last_update",
    fields: [],
    cell: (model) => <TimeAgo value={model.last_update} className="truncate text-muted" />,
  },
  {
    id: "created",
    header: "Created",
    width: 110,
    sortable: true,
    hidden: true,
    filter: "created",
    fields: ["created"],
    cell: (model) => <TimeAgo value={model.created} className="truncate text-muted" />,
  },
  {
    id: "id",
    header: "Id",
    width: 120,
    hidden: true,
    sortable: true,
    fields: [],
    cell: (model) => <CopyId id={model.id} />,
  },
  {
    id: "uri",
    header: "File",
    width: 260,
    hidden: true,
    sortable: true,
    fields: ["uri"],
    cell: (model) => (
      <span className="truncate font-mono text-xs" title={model.uri}>
        {model.uri ?? dash}
      </span>
    ),
  },
  {
    id: "comment",
    header: "Comment",
    width: 240,
    hidden: true,
    sortable: true,
    fields: ["comment"],
    cell: (model) => <span className="truncate">{model.comment || dash}</span>,
  },
];

/** A column of one metadata key, made from its id `metadata.<key>.value`; null for other ids. */
export function metadataColumn(id: string): ModelColumn | null {
  const [head, part, last, more] = id.split(".");
  if (head !== "metadata" || !part || last !== "value" || more !== undefined) return null;
  const key = unescapeKey(part);
  return {
    id,
    header: key,
    width: 120,
    group: "Metadata",
    sortable: true,
    fields: [`metadata.${part}`],
    cell: (model) => (
      <span className="truncate tabular" title={model.metadata?.[key]?.value}>
        {model.metadata?.[key]?.value ?? dash}
      </span>
    ),
  };
}

/** A model in two lines. */
export function ModelCard({ model }: { model: Model }) {
  return (
    <span className="flex min-w-0 flex-1 items-center gap-3">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{model.name}</span>
        <span className="block truncate text-xs text-muted">
          {[model.framework, model.project?.name].filter(Boolean).join(" · ")}
        </span>
      </span>
      <ModelState model={model} />
    </span>
  );
}
