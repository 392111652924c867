"use client";

import { Command as Cmdk } from "cmdk";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { useState } from "react";
import { cn } from "@/lib/cn";
import { Popover, PopoverContent, PopoverTrigger } from "./popover";

export interface ComboboxOption {
  readonly value: string;
  readonly label: string;
  /** A word at the right: a count, a path. */
  readonly hint?: string;
  /** Cannot be chosen; `hint` says why. */
  readonly disabled?: boolean;
}

/**
 * A drop-down with a search field, for lists that are long or live on the server. The caller filters: `onSearchChange` tells what was typed.
 * `onCreate` offers to make what was typed and not found.
 */
export function Combobox(props: {
  id?: string;
  label: string;
  value: string | null;
  /** Shown for `value` even when it is not among the options. */
  valueLabel?: string;
  onValueChange: (value: string, option: ComboboxOption) => void;
  options: readonly ComboboxOption[];
  search: string;
  onSearchChange: (search: string) => void;
  onCreate?: (text: string) => void;
  createLabel?: (text: string) => string;
  placeholder?: string;
  loading?: boolean;
  className?: string;
}) {
  const [open, setOpen] = useState(false);
  const typed = props.search.trim();
  const shown = props.options.find((option) => option.value === props.value)?.label ?? props.valueLabel;
  const canCreate = props.onCreate && typed !== "" && !props.options.some((option) => option.label === typed);
  const choose = (action: () => void) => () => {
    action();
    setOpen(false);
    props.onSearchChange("");
  };
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        id={props.id}
        aria-label={props.label}
        className={cn(
          "flex h-8 w-full items-center justify-between gap-2 rounded-md border border-line-strong bg-raised px-2.5 text-left text-sm hover:bg-hover",
          props.className,
        )}
      >
        <span className={cn("min-w-0 truncate", !shown && "text-faint")}>{shown ?? props.placeholder ?? "Choose"}</span>
        <ChevronsUpDown className="size-4 shrink-0 text-faint" />
      </PopoverTrigger>
      <PopoverContent className="w-(--radix-popover-trigger-width) min-w-64 overflow-hidden p-0">
        <Cmdk label={props.label} shouldFilter={false} loop>
          <Cmdk.Input
            value={props.search}
            onValueChange={props.onSearchChange}
            placeholder="Type to search"
            className="h-9 w-full border-b border-line bg-transparent px-3 text-sm outline-none"
          />
          <Cmdk.List className="max-h-64 overflow-y-auto p-1">
            {!canCreate && (
              <Cmdk.Empty className="px-2 py-4 text-center text-sm text-muted">
                {props.loading ? "Searching…" : "Nothing found"}
              </Cmdk.Empty>
            )}
            {props.options.map((option) => (
              <Cmdk.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled}
                onSelect={choose(() => props.onValueChange(option.value, option))}
                className="flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 text-sm data-[disabled=true]:opacity-50 data-[selected=true]:bg-hover"
              >
                <Check className={cn("size-4 shrink-0 text-accent", option.value !== props.value && "invisible")} />
                <span className="min-w-0 flex-1 truncate" title={option.label}>
                  {option.label}
                </span>
                {option.hint && <span className="shrink-0 text-xs text-faint">{option.hint}</span>}
              </Cmdk.Item>
            ))}
            {canCreate && (
              <Cmdk.Item
                value={`create ${typed}`}
                onSelect={choose(() => props.onCreate?.(typed))}
                className="flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 text-sm data-[selected=true]:bg-hover"
              >
                <Plus className="size-4 shrink-0 text-accent" />
                <span className="min-w-0 truncate">{props.createLabel?.(typed) ?? `Create “${typed}”`}</span>
              </Cmdk.Item>
            )}
          </Cmdk.List>
        </Cmdk>
      </PopoverContent>
    </Popover>
  );
}
