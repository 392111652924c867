"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { type ReactNode, useEffect, useRef } from "react";
import { useInView } from "@/components/chart/use-in-view";
import { Crumbs } from "@/components/layout/crumbs";
import { Page } from "@/components/layout/page";
import { Button } from "@/components/ui/button";
import { SearchInput } from "@/components/ui/search-input";
import { Select } from "@/components/ui/select";
import { EmptyState, ErrorState } from "@/components/ui/state";
import { CARD_GRID, ProjectCardSkeletons } from "@/features/projects/project-card";
import { useLive } from "@/lib/live";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { documents } from "@/lib/wire";
import {
  COLLECTION_PAGE,
  COLLECTION_SORTS,
  type Collection,
  type CollectionKind,
  collectionsRequest,
} from "./collection";

const SORT_NAMES = {
  "-last_update": "Latest first",
  last_update: "Oldest first",
  name: "Name A–Z",
  "-name": "Name Z–A",
} as const;

/** All data sets or all pipelines as cards, with search and order; the rest comes while scrolling. */
export function CollectionsPage(props: {
  kind: CollectionKind;
  title: string;
  card: (collection: Collection) => ReactNode;
  empty: ReactNode;
}) {
  const { kind, title } = props;
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [search, setSearch] = useQueryState("q", parseAsString.withDefault(""));
  const [sort, setSort] = useQueryState("order", parseAsStringLiteral(COLLECTION_SORTS).withDefault("-last_update"));
  const request = collectionsRequest(kind, { search, sort });
  const query = useInfiniteQuery({
    queryKey: [...trpc.projects.get_all_ex.queryKey(request), "pages"],
    queryFn: ({ pageParam, signal }) => client.projects.get_all_ex.query({ ...request, page: pageParam }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (documents(last.projects).length === COLLECTION_PAGE ? pages.length : undefined),
    placeholderData: (before) => before,
    ...useLive(false),
  });
  const collections = (query.data?.pages ?? []).flatMap((page) => documents<Collection>(page.projects));
  const end = useRef<HTMLDivElement>(null);
  const endInView = useInView(end, "600px");
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (endInView && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [endInView, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const nothing = query.isSuccess && collections.length === 0;
  return (
    <Page title={title}>
      <Crumbs items={[{ label: title }]} />
      <section aria-label={title} className="flex flex-col gap-4">
        {(!nothing || search) && (
          <div className="flex flex-wrap items-center gap-2">
            <SearchInput
              value={search}
              onValueChange={(value) => void setSearch(value || null)}
              placeholder={`Search ${title.toLowerCase()}`}
              aria-label={`Search ${title.toLowerCase()}`}
              className="w-full sm:w-64"
            />
            <Select
              label="Order"
              value={sort}
              onValueChange={(value) => void setSort(value)}
              options={COLLECTION_SORTS.map((value) => ({ value, label: SORT_NAMES[value] }))}
            />
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
          {isFetchingNextPage && <ProjectCardSkeletons count={4} />}
        </div>
        <div ref={end} />
      </section>
    </Page>
  );
}
