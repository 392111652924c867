import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

/** A key on the keyboard. */
export function Kbd({ className, ...props }: ComponentProps<"kbd">) {
  return (
    <kbd
      className={cn(
        "inline-grid h-5 min-w-5 place-items-center rounded-sm border border-line-strong bg-sunken px-1 font-mono text-2xs text-muted",
        className,
      )}
      {...props}
    />
  );
}
