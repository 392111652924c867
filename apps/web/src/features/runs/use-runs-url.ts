"use client";

import { createParser, parseAsBoolean, parseAsString, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { type Filters, formatFilters, parseFilters } from "./filter";

const parseAsFilters = createParser<Filters>({
  parse: parseFilters,
  serialize: formatFilters,
  eq: (a, b) => formatFilters(a) === formatFilters(b),
});

const PARSERS = {
  q: parseAsString.withDefault(""),
  re: parseAsBoolean.withDefault(false),
  filter: parseAsFilters.withDefault({}),
  archived: parseAsBoolean.withDefault(false),
};

/** Which runs a table shows, as its address says: search, filters, archive; and which run is open beside it. Sort and columns: useTableState. */
export function useRunsUrl() {
  const [query, setQuery] = useQueryStates(PARSERS, { history: "replace" });
  // The way back closes the panel.
  const [{ run }, setPanel] = useQueryStates({ run: parseAsString }, { history: "push" });
  // nuqs makes a new object at every change of the address; lists must not begin anew for it.
  const text = formatFilters(query.filter);
  const filters = useMemo(() => parseFilters(text), [text]);
  const set = useMemo(
    () => ({
      setText: (q: string) => void setQuery({ q: q || null }),
      setRegex: (re: boolean) => void setQuery({ re: re || null }),
      setFilters: (next: Filters) => void setQuery({ filter: Object.keys(next).length > 0 ? next : null }),
      setArchived: (archived: boolean) => void setQuery({ archived: archived || null }),
      clear: () => void setQuery({ q: null, re: null, filter: null }),
      setRun: (id: string | null) => void setPanel({ run: id }),
    }),
    [setQuery, setPanel],
  );
  return { text: query.q, regex: query.re, filters, archived: query.archived, run, ...set };
}
