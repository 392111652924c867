"use client";

import type { Topic } from "@limpid/core/platform/changes/schema";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLive } from "@/lib/live";

/** Where the rows of a long list come from. All four are asked for the same filter and order, which `key` names. */
export interface RowSource<Row> {
  /** Begins with the tRPC key of the list call, so that a change of any row finds it. Another key is another list. */
  readonly key: readonly unknown[];
  /** Names what each row holds: with other fields the rows are read again, in their places. */
  readonly shape: string;
  readonly page: (offset: number, limit: number) => Promise<readonly Row[]>;
  readonly ids: (offset: number, limit: number) => Promise<readonly string[]>;
  readonly byIds: (ids: readonly string[]) => Promise<readonly Row[]>;
  /** How many there are in all; null where the server does not tell. */
  readonly count: () => Promise<number | null>;
  /** Whether a row may change by itself. */
  readonly active: (row: Row) => boolean;
  /** What tells that there are other rows, or another order. */
  readonly watch: Topic;
}

export interface LiveRows<Row> {
  /** As long as the list is; a hole where a row has not been loaded. */
  readonly rows: readonly (Row | undefined)[];
  /** Rows in all; null as long as the server has not said. */
  readonly total: number | null;
  readonly status: "pending" | "error" | "success";
  readonly error: unknown;
  /** The rows are still those of the list before; the new ones are on their way. */
  readonly changing: boolean;
  /** Tells which rows are on the screen: they are loaded and kept fresh. */
  readonly onRange: (first: number, last: number) => void;
  /** Rows that have come since the list was put in order, and whether others would stand elsewhere now. */
  readonly news: { readonly added: number; readonly moved: boolean };
  /** Puts the list in order again. */
  readonly resort: () => void;
}

const PAGE = 100;
/** Milliseconds that the rows on the screen stay the same before they are loaded: a dragged scroll bar passes thousands. */
const REST = 40;
/** Milliseconds between two looks at rows and order, and at how many there are, because of runs that go on. */
const LIST_GAP = 2_000;
const COUNT_GAP = 10_000;
/** Milliseconds after which a list that is come back to is put in order again. */
const OLD = 10_000;

/**
 * A list of any length: only what is on the screen is loaded and kept fresh. Values change in place, but the order holds still while it is read:
 * what came or moved since is told as `news`, and shown by `resort`.
 */
export function useLiveRows<Row extends { readonly id: string }>(source: RowSource<Row>): LiveRows<Row> {
  const client = useQueryClient();
  const key = JSON.stringify(source.key);
  const { shape } = source;
  const [range, setRange] = useState({ key, first: 0, last: 0 });
  const shown = range.key === key ? range : { key, first: 0, last: 0 };
  const from = Math.floor(shown.first / PAGE);
  const to = Math.floor(shown.last / PAGE);

  const fresh = useFresh<Row>(key);
  const pages = useQueries({
    queries: Array.from({ length: to - from + 1 }, (_, index) => from + index).map((page) => ({
      queryKey: [...source.key, "page", page, shape],
      queryFn: async () => {
        const rows = await source.page(page * PAGE, PAGE);
        fresh.put(rows);
        return rows;
      },
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    })),
  });
  const loaded = useLoadedPages(key, from, pages);
  const visible = useMemo(() => slice(loaded, shown.first, shown.last), [loaded, shown.first, shown.last]);

  const moving = visible.filter((row) => source.active(fresh.get(row.id) ?? row));
  const live = useLive(moving.length > 0, [source.watch, ...moving.map((row) => `events:${row.id}` as const)], {
    gap: LIST_GAP,
  });
  const count = useQuery({
    queryKey: [...source.key, "count"],
    queryFn: () => source.count(),
    ...useLive(false, [source.watch], { gap: COUNT_GAP }),
    retry: false,
  });
  const pulse = useQuery({
    queryKey: [...source.key, "pulse"],
    queryFn: async () => {
      const offset = from * PAGE;
      const [rows, ids] = await Promise.all([
        visible.length > 0 ? source.byIds(visible.map((row) => row.id)) : [],
        source.ids(offset, (to - from + 1) * PAGE),
      ]);
      fresh.put(rows);
      return { offset, ids };
    },
    // The pages have just been read; the first look comes after one interval.
    initialData: null,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: "always",
    ...live,
  });

  const end = listEnd(loaded);
  const known = end.exact ? end.length : (count.data ?? null);
  const total = Math.max(known ?? end.length + (loaded.size > 0 ? PAGE : 0), end.length);
  const { version } = fresh;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` tells that `fresh` holds other rows
  const rows = useMemo(() => {
    const all = new Array<Row | undefined>(total);
    for (const [page, list] of loaded)
      for (const [index, row] of list.entries()) all[page * PAGE + index] = fresh.get(row.id) ?? row;
    return all;
  }, [loaded, total, version]);

  const before = useRef<readonly (Row | undefined)[]>([]);
  const changing = loaded.size === 0 && before.current.length > 0 && pages[0]?.status === "pending";
  useEffect(() => {
    if (loaded.size > 0) before.current = rows;
  }, [loaded, rows]);

  const news = useMemo(() => compare(loaded, pulse.data ?? null), [loaded, pulse.data]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onRange = useCallback(
    (first: number, last: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(
        () =>
          setRange((old) => (old.key === key && old.first === first && old.last === last ? old : { key, first, last })),
        REST,
      );
    },
    [key],
  );
  const resort = useCallback(() => {
    const listKey = JSON.parse(key) as unknown[];
    client.removeQueries({ queryKey: [...listKey, "page"], type: "inactive" });
    client.setQueryData([...listKey, "pulse"], null);
    void client.refetchQueries({ queryKey: [...listKey, "page"], type: "active" });
    void client.invalidateQueries({ queryKey: [...listKey, "count"] });
  }, [client, key]);

  useEffect(() => {
    const age =
      Date.now() - (client.getQueryState([...JSON.parse(key), "page", 0, shape])?.dataUpdatedAt ?? Date.now());
    if (age > OLD) resort();
  }, [client, key, shape, resort]);

  const first = pages[0];
  const status = loaded.size > 0 || changing ? "success" : (first?.status ?? "pending");
  const error = first?.error ?? null;
  return { rows: changing ? before.current : rows, total: known, status, error, changing, onRange, news, resort };
}

type Pages<Row> = ReadonlyMap<number, readonly Row[]>;

/** Pages seen so far of this list. What lies outside of the screen is forgotten when a page on it changes: the order may be another. */
function useLoadedPages<Row extends { readonly id: string }>(
  key: string,
  from: number,
  queries: readonly { readonly data: readonly Row[] | undefined }[],
): Pages<Row> {
  const held = useRef<{ key: string; pages: Pages<Row> }>({ key, pages: new Map() });
  const data = queries.map((query) => query.data);
  const before = held.current.key === key ? held.current.pages : new Map<number, readonly Row[]>();
  const isNew = data.some((list, index) => list !== undefined && list !== before.get(from + index));
  if (isNew || held.current.key !== key) {
    const replaced = data.some((list, index) => {
      const old = before.get(from + index);
      return list !== undefined && old !== undefined && list !== old;
    });
    const pages = new Map(replaced ? [] : before);
    for (const [index, list] of data.entries()) if (list) pages.set(from + index, list);
    held.current = { key, pages };
  }
  return held.current.pages;
}

/** Rows as last seen, by id: newer than what the pages hold. */
function useFresh<Row extends { readonly id: string }>(key: string) {
  const store = useRef(new Map<string, Row>());
  const [version, setVersion] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins without
  useEffect(() => {
    store.current = new Map();
    setVersion((before) => before + 1);
  }, [key]);
  return useMemo(
    () => ({
      version,
      get: (id: string) => store.current.get(id),
      put: (rows: readonly Row[]) => {
        for (const row of rows) store.current.set(row.id, row);
        if (rows.length > 0) setVersion((before) => before + 1);
      },
    }),
    [version],
  );
}

function slice<Row>(pages: Pages<Row>, first: number, last: number): Row[] {
  const rows: Row[] = [];
  for (let index = first; index <= last; index++) {
    const row = pages.get(Math.floor(index / PAGE))?.[index % PAGE];
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

/** How long the list is at least; exactly, when its last page was seen. */
export function listEnd(pages: ReadonlyMap<number, readonly unknown[]>): { length: number; exact: boolean } {
  let length = 0;
  let exact = Number.POSITIVE_INFINITY;
  for (const [page, list] of pages) {
    length = Math.max(length, page * PAGE + list.length);
    if (list.length < PAGE) exact = Math.min(exact, page * PAGE + list.length);
  }
  return Number.isFinite(exact) ? { length: exact, exact: true } : { length, exact: false };
}

/** What an order seen later has that the pages have not, and whether it is another. */
export function compare(
  pages: ReadonlyMap<number, readonly { readonly id: string }[]>,
  later: { readonly offset: number; readonly ids: readonly string[] } | null,
): { added: number; moved: boolean } {
  if (!later || pages.size === 0) return { added: 0, moved: false };
  const known = new Set([...pages.values()].flatMap((list) => list.map((row) => row.id)));
  let added = 0;
  let moved = false;
  for (const [index, id] of later.ids.entries()) {
    const at = later.offset + index;
    const held = pages.get(Math.floor(at / PAGE))?.[at % PAGE]?.id;
    if (!known.has(id)) added++;
    else if (held !== id) moved = true;
  }
  const first = pages.get(Math.floor(later.offset / PAGE));
  const gone = first !== undefined && first.length > later.ids.length;
  return { added, moved: moved || gone };
}
