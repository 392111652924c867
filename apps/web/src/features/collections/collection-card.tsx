import Link from "next/link";
import type { ReactNode } from "react";
import { Tag } from "@/components/ui/badge";
import { TimeAgo } from "@/components/ui/time";
import { type Collection, type CollectionKind, placeOf } from "./collection";

/** One data set or pipeline in the grid: name, project, tags, and what its kind says of it. */
export function CollectionCard(props: {
  kind: CollectionKind;
  collection: Collection;
  href: string;
  children: ReactNode;
  footer: ReactNode;
}) {
  const { collection } = props;
  const { name, project } = placeOf(props.kind, collection.name);
  return (
    <article className="relative flex min-h-36 flex-col gap-2 rounded-md border border-line bg-raised p-3.5 transition-colors focus-within:border-line-strong hover:border-line-strong">
      <div className="min-w-0">
        <h2 className="truncate text-base font-medium" title={name}>
          <Link
            href={props.href}
            className="after:absolute after:inset-0 after:rounded-md focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
          >
            {name}
          </Link>
        </h2>
        <p className="truncate text-xs text-muted">{project ?? "No project"}</p>
      </div>
      <div className="flex-1">{props.children}</div>
      {collection.tags && collection.tags.length > 0 && (
        <div className="flex flex-wrap gap-1">
          {collection.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </div>
      )}
      <div className="flex items-center gap-3 text-xs text-faint">
        {props.footer}
        <TimeAgo value={collection.last_update} className="ml-auto" />
      </div>
    </article>
  );
}
