"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Primitive } from "radix-ui";
import { cn } from "@/lib/cn";

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly disabled?: boolean;
}

/** A drop-down of a few fixed options (for long or searched lists take Combobox). */
export function Select<Value extends string>(props: {
  value: Value | undefined;
  onValueChange: (value: Value) => void;
  options: readonly SelectOption<Value>[];
  label: string;
  placeholder?: string;
  id?: string;
  size?: "sm" | "md";
  disabled?: boolean;
  className?: string;
}) {
  return (
    <Primitive.Root
      value={props.value}
      onValueChange={(value) => props.onValueChange(value as Value)}
      disabled={props.disabled}
    >
      <Primitive.Trigger
        id={props.id}
        aria-label={props.label}
        className={cn(
          "inline-flex items-center justify-between gap-2 rounded-md border border-line-strong bg-raised px-2.5 whitespace-nowrap hover:bg-hover disabled:opacity-50",
          props.size === "sm" ? "h-7 text-xs" : "h-8 text-sm",
          props.className,
        )}
      >
        <Primitive.Value placeholder={props.placeholder} />
        <Primitive.Icon>
          <ChevronDown className="size-4 text-faint" />
        </Primitive.Icon>
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-lg border border-line bg-raised p-1 shadow-float animate-appear"
        >
          <Primitive.Viewport>
            {props.options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled}
                className="flex h-8 cursor-default items-center justify-between gap-4 rounded-sm px-2 text-sm outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover"
              >
                <Primitive.ItemText>{option.label}</Primitive.ItemText>
                <Primitive.ItemIndicator>
                  <Check className="size-4 text-accent" />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
