"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useEffect, useRef } from "react";
import { useInView } from "@/components/chart/use-in-view";
import { useLive } from "@/lib/live";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { documents } from "@/lib/wire";
import { CARD_PAGE, CARD_SORTS, type CardSort } from "./query";

/**
 * Projects as cards, of whatever kind: search and order in the address, a page more whenever the end comes near the screen.
 * @param requestOf a page of {@link CARD_PAGE}, by search and order
 */
export function useCards<Card>(requestOf: (asked: { search: string; sort: CardSort }) => object) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [search, setSearch] = useQueryState("q", parseAsString.withDefault(""));
  const [sort, setSort] = useQueryState("order", parseAsStringLiteral(CARD_SORTS).withDefault("-last_update"));
  const request = requestOf({ search, sort });
  const query = useInfiniteQuery({
    queryKey: [...trpc.projects.get_all_ex.queryKey(request), "pages"],
    queryFn: ({ pageParam, signal }) => client.projects.get_all_ex.query({ ...request, page: pageParam }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (documents(last.projects).length === CARD_PAGE ? pages.length : undefined),
    placeholderData: (before) => before,
    ...useLive(false, ["project", "task"], { gap: 10_000 }),
  });
  const cards = (query.data?.pages ?? []).flatMap((page) => documents<Card>(page.projects));
  /** Goes behind the last card. */
  const end = useRef<HTMLDivElement>(null);
  const endInView = useInView(end, "600px");
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (endInView && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [endInView, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { search, setSearch, sort, setSort, query, cards, nothing: query.isSuccess && cards.length === 0, end };
}
