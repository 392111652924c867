"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { Tag } from "@/components/ui/badge";
import { CopyId } from "@/components/ui/copy-button";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { RenameProjectDialog } from "@/features/projects/create-project";
import { DeleteProjectDialog } from "@/features/projects/delete-project";
import { ProjectMenu } from "@/features/projects/project-menu";
import { useTRPC } from "@/lib/trpc/client";
import { documents } from "@/lib/wire";
import { type Collection, type CollectionKind, collectionRequest, placeOf } from "./collection";

const HOMES = {
  dataset: { label: "Datasets", href: "/datasets" },
  pipeline: { label: "Pipelines", href: "/pipelines" },
} as const;

/** Head of the page of one data set or pipeline, with its rename and deletion. */
export function CollectionHead(props: {
  kind: CollectionKind;
  projectId: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { kind, projectId } = props;
  const trpc = useTRPC();
  const router = useRouter();
  const [dialog, setDialog] = useState<"rename" | "delete" | null>(null);
  const query = useQuery(trpc.projects.get_all_ex.queryOptions(collectionRequest(kind, projectId)));
  const collection = documents<Collection>(query.data?.projects)[0];
  const place = collection && placeOf(kind, collection.name);
  const home = HOMES[kind];
  const gone = query.isSuccess && !collection;
  return (
    <>
      <Crumbs items={[home, { label: place?.name ?? projectId.slice(0, 8) }]} />
      <Page
        fill
        title={place?.name ?? <Skeleton className="h-6 w-56" />}
        subtitle={
          collection && (
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span>{place?.project ?? "No project"}</span>
              <CopyId id={projectId} />
              {collection.tags?.map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
            </span>
          )
        }
        actions={
          collection && (
            <>
              {props.actions}
              <ProjectMenu
                label={`Actions for ${place?.name}`}
                onRename={() => setDialog("rename")}
                onDelete={() => setDialog("delete")}
              />
            </>
          )
        }
      >
        {query.isError && !collection && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {gone && <EmptyState title={`This ${kind} is gone`}>It was deleted, or is not visible to you.</EmptyState>}
        {!gone && !query.isError && props.children}
      </Page>
      {dialog === "rename" && collection && (
        <RenameProjectDialog project={collection} onClose={() => setDialog(null)} />
      )}
      {dialog === "delete" && collection && (
        <DeleteProjectDialog
          project={collection}
          onClose={() => setDialog(null)}
          onDeleted={() => router.push(home.href)}
        />
      )}
    </>
  );
}
