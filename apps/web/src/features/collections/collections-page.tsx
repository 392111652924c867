"use client";

import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { Button } from "@/components/ui/button";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { CardTools } from "@/features/projects/card-tools";
import { CARD_GRID, ProjectCardSkeletons } from "@/features/projects/project-card";
import { useCards } from "@/features/projects/use-cards";
import { type Collection, type CollectionKind, collectionsRequest } from "./collection";

/** All data sets or all pipelines as cards, with search and order; the rest comes while scrolling. */
export function CollectionsPage(props: {
  kind: CollectionKind;
  title: string;
  card: (collection: Collection) => ReactNode;
  empty: ReactNode;
}) {
  const { kind, title } = props;
  const list = useCards<Collection>((asked) => collectionsRequest(kind, asked));
  const { search, setSearch, query, cards: collections, nothing, end } = list;
  return (
    <Page title={title}>
      <Crumbs items={[{ label: title }]} />
      <section aria-label={title} className="flex flex-col gap-4">
        {(!nothing || search) && (
          <div className="flex flex-wrap items-center gap-2">
            <CardTools list={list} noun={title.toLowerCase()} />
          </div>
        )}
        {query.isError && collections.length === 0 && (
          <ErrorState title={`${title} could not be loaded`} error={query.error} onRetry={() => void query.refetch()} />
        )}
        {nothing && search && (
          <EmptyState
            icon={<SearchX />}
            title={`Nothing matches “${search}”`}
            action={<Button onClick={() => void setSearch(null)}>Clear the search</Button>}
          />
        )}
        {nothing && !search && props.empty}
        <div className={CARD_GRID}>
          {query.isPending && <ProjectCardSkeletons count={6} />}
          {collections.map((collection) => props.card(collection))}
          {query.isFetchingNextPage && <ProjectCardSkeletons count={4} />}
        </div>
        <div ref={end} />
      </section>
    </Page>
  );
}
