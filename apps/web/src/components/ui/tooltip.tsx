"use client";

import { Tooltip as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { Kbd } from "./kbd";

export const TooltipProvider = Primitive.Provider;

/** Explains its child on hover and focus; `shortcut` shows keys beside the text. Never the only place of a fact. */
export function Tooltip(props: {
  content: ReactNode;
  shortcut?: string;
  side?: "top" | "right" | "bottom" | "left";
  children: ReactNode;
  disabled?: boolean;
}) {
  if (props.disabled) return props.children;
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{props.children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={props.side ?? "top"}
          sideOffset={6}
          collisionPadding={8}
          className="z-60 flex max-w-80 items-center gap-2 rounded-md bg-text px-2 py-1 text-xs text-surface shadow-float animate-appear"
        >
          {props.content}
          {props.shortcut && <Kbd className="border-none bg-surface/20 text-surface">{props.shortcut}</Kbd>}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
