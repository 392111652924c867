"use client";

import { Search, X } from "lucide-react";
import { type ComponentProps, useEffect, useRef, useState } from "react";
import { cn } from "@/lib/cn";
import { Input } from "./input";

/** A search field that tells its value after the typing pauses (`delay` ms), clears by button or Escape, and takes the focus on `/`. */
export function SearchInput({
  value,
  onValueChange,
  delay = 200,
  className,
  shortcut = true,
  ...props
}: Omit<ComponentProps<"input">, "value" | "onChange"> & {
  value: string;
  onValueChange: (value: string) => void;
  delay?: number;
  shortcut?: boolean;
}) {
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const change = (next: string, wait: number) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onValueChange(next), wait);
  };

  return (
    <div className={cn("relative w-56", className)}>
      <Search className="pointer-events-none absolute top-2 left-2 size-4 text-faint" aria-hidden />
      <Input
        ref={field}
        type="search"
        data-slash-focus={shortcut ? "" : undefined}
        value={text}
        onChange={(event) => change(event.target.value, delay)}
        onKeyDown={(event) => {
          if (event.key === "Enter") change(text, 0);
          if (event.key !== "Escape") return;
          if (text) change("", 0);
          else field.current?.blur();
          event.stopPropagation();
        }}
        className="pr-7 pl-8 [&::-webkit-search-cancel-button]:hidden"
        {...props}
      />
      {text && (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => {
            change("", 0);
            field.current?.focus();
          }}
          className="absolute top-1.5 right-1.5 rounded-sm p-0.5 text-faint hover:bg-hover hover:text-text"
        >
          <X className="size-4" />
        </button>
      )}
    </div>
  );
}
