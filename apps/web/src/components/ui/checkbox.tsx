"use client";

import { Check, Minus } from "lucide-react";
import { Switch as SwitchPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

/**
 * A check box; `checked="indeterminate"` shows a dash. A plain input: tables mount them by the dozen while scrolling, and primitives that read
 * computed styles on mounting cost a layout each.
 */
export function Checkbox({
  checked,
  onCheckedChange,
  className,
  ...props
}: Omit<ComponentProps<"input">, "checked" | "type" | "onChange" | "ref"> & {
  checked: boolean | "indeterminate";
  onCheckedChange?: (checked: boolean, event: { shiftKey: boolean }) => void;
}) {
  const mixed = checked === "indeterminate";
  return (
    <span className={cn("relative grid size-4 shrink-0 place-items-center", className)}>
      <input
        type="checkbox"
        checked={checked === true}
        aria-checked={mixed ? "mixed" : undefined}
        ref={(input) => {
          if (input) input.indeterminate = mixed;
        }}
        // React makes the change event of a box out of its click, which knows the Shift key.
        onChange={(event) =>
          onCheckedChange?.(event.target.checked, { shiftKey: (event.nativeEvent as MouseEvent).shiftKey === true })
        }
        className="peer size-4 cursor-pointer appearance-none rounded-sm border border-line-strong bg-raised checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent hover:border-accent disabled:opacity-50"
        {...props}
      />
      {mixed ? (
        <Minus aria-hidden className="pointer-events-none absolute size-3 text-on-accent" strokeWidth={3} />
      ) : (
        checked && <Check aria-hidden className="pointer-events-none absolute size-3 text-on-accent" strokeWidth={3} />
      )}
    </span>
  );
}

/** An on/off switch for settings that take effect at once. */
export function Switch({ className, ...props }: ComponentProps<typeof SwitchPrimitive.Root>) {
  return (
    <SwitchPrimitive.Root
      className={cn(
        "h-4.5 w-8 shrink-0 rounded-full bg-line-strong p-0.5 transition-colors data-[state=checked]:bg-accent disabled:opacity-50",
        className,
      )}
      {...props}
    >
      <SwitchPrimitive.Thumb className="block size-3.5 rounded-full bg-raised transition-transform duration-100 data-[state=checked]:translate-x-3.5" />
    </SwitchPrimitive.Root>
  );
}
