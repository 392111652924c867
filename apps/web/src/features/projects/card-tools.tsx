import { SearchInput } from "@/components/ui/search-input";
import { Select } from "@/components/ui/select";
import { CARD_SORTS } from "./query";
import type { useCards } from "./use-cards";

const SORT_NAMES = {
  "-last_update": "Latest first",
  last_update: "Oldest first",
  name: "Name A–Z",
  "-name": "Name Z–A",
} as const;

/** Search and order of cards. @param props.noun what they are, in the plural */
export function CardTools(props: {
  list: Pick<ReturnType<typeof useCards>, "search" | "setSearch" | "sort" | "setSort">;
  noun: string;
}) {
  const { search, setSearch, sort, setSort } = props.list;
  const label = `Search ${props.noun}`;
  return (
    <>
      <SearchInput
        value={search}
        onValueChange={(value) => void setSearch(value || null)}
        placeholder={label}
        aria-label={label}
        className="w-full sm:w-64"
      />
      <Select
        label="Order"
        value={sort}
        onValueChange={(value) => void setSort(value)}
        options={CARD_SORTS.map((value) => ({ value, label: SORT_NAMES[value] }))}
      />
    </>
  );
}
