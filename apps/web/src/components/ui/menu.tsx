"use client";

import { Check } from "lucide-react";
import { ContextMenu as Context, DropdownMenu as Dropdown } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

const CONTENT =
  "z-50 max-h-[min(70vh,var(--radix-popper-available-height))] min-w-44 overflow-y-auto rounded-lg border border-line bg-raised p-1 text-sm shadow-float animate-appear outline-none";
const ITEM =
  "relative flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 outline-none select-none data-[disabled]:opacity-45 data-[highlighted]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

export const Menu = Dropdown.Root;
export const MenuTrigger = Dropdown.Trigger;
export const MenuRadioGroup = Dropdown.RadioGroup;

/** The floating part of a menu. */
export function MenuContent({ className, ...props }: ComponentProps<typeof Dropdown.Content>) {
  return (
    <Dropdown.Portal>
      <Dropdown.Content sideOffset={4} collisionPadding={8} className={cn(CONTENT, className)} {...props} />
    </Dropdown.Portal>
  );
}

/** One action; `danger` for what destroys, `hint` for a shortcut or a count at the right. With `asChild` the only child is the item (a link). */
export function MenuItem({
  className,
  danger,
  hint,
  children,
  ...props
}: ComponentProps<typeof Dropdown.Item> & { danger?: boolean; hint?: ReactNode }) {
  return (
    <Dropdown.Item className={cn(ITEM, danger && "text-danger [&_svg]:text-danger", className)} {...props}>
      {props.asChild ? (
        children
      ) : (
        <>
          {children}
          {hint && <span className="ml-auto pl-4 text-xs text-faint">{hint}</span>}
        </>
      )}
    </Dropdown.Item>
  );
}

/** An item that is on or off. Keeps the menu open. */
export function MenuCheckboxItem({ className, children, ...props }: ComponentProps<typeof Dropdown.CheckboxItem>) {
  return (
    <Dropdown.CheckboxItem
      onSelect={(event) => event.preventDefault()}
      className={cn(ITEM, "pl-8", className)}
      {...props}
    >
      <Dropdown.ItemIndicator className="absolute left-2">
        <Check className="!text-accent" />
      </Dropdown.ItemIndicator>
      {children}
    </Dropdown.CheckboxItem>
  );
}

/** One choice of a MenuRadioGroup. */
export function MenuRadioItem({ className, children, ...props }: ComponentProps<typeof Dropdown.RadioItem>) {
  return (
    <Dropdown.RadioItem className={cn(ITEM, "pl-8", className)} {...props}>
      <Dropdown.ItemIndicator className="absolute left-2">
        <Check className="!text-accent" />
      </Dropdown.ItemIndicator>
      {children}
    </Dropdown.RadioItem>
  );
}

export function MenuSeparator() {
  return <Dropdown.Separator className="-mx-1 my-1 h-px bg-line" />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Dropdown.Label className="px-2 py-1.5 text-xs font-medium text-faint">{children}</Dropdown.Label>;
}

/** The same items as a menu at the pointer: pass ContextMenuItem children. */
export function ContextMenu({ children, content }: { children: ReactNode; content: ReactNode }) {
  return (
    <Context.Root>
      <Context.Trigger asChild>{children}</Context.Trigger>
      <Context.Portal>
        <Context.Content collisionPadding={8} className={CONTENT}>
          {content}
        </Context.Content>
      </Context.Portal>
    </Context.Root>
  );
}

export function ContextMenuItem({
  className,
  danger,
  ...props
}: ComponentProps<typeof Context.Item> & { danger?: boolean }) {
  return <Context.Item className={cn(ITEM, danger && "text-danger [&_svg]:text-danger", className)} {...props} />;
}

export function ContextMenuSeparator() {
  return <Context.Separator className="-mx-1 my-1 h-px bg-line" />;
}
