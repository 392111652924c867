"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { Tabs as Primitive } from "radix-ui";
import { type ComponentProps, type ReactNode, useEffect, useRef } from "react";
import { cn } from "@/lib/cn";

const TAB =
  "relative inline-flex h-9 items-center gap-1.5 px-1 text-sm whitespace-nowrap text-muted hover:text-text after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:rounded-full";
const ACTIVE = "font-medium text-text after:bg-accent";

/** Tabs inside a page; tabs that are pages are {@link LinkTabs}. */
export const Tabs = Primitive.Root;

export function TabsList({ className, ...props }: ComponentProps<typeof Primitive.List>) {
  return <Primitive.List className={cn("flex gap-4 overflow-x-auto border-b border-line", className)} {...props} />;
}

export function TabsTrigger({ className, ...props }: ComponentProps<typeof Primitive.Trigger>) {
  return (
    <Primitive.Trigger
      className={cn(
        TAB,
        "data-[state=active]:font-medium data-[state=active]:text-text data-[state=active]:after:bg-accent",
        className,
      )}
      {...props}
    />
  );
}

export interface LinkTab {
  readonly href: string;
  readonly label: ReactNode;
  /** A number or word after the label. */
  readonly badge?: ReactNode;
  /** Also active below `href`. */
  readonly nested?: boolean;
}

/** Tabs that are pages: the address says which one is open. */
export function LinkTabs({ tabs, label, className }: { tabs: readonly LinkTab[]; label: string; className?: string }) {
  const pathname = usePathname();
  const bar = useRef<HTMLElement>(null);
  // On a narrow screen the open tab may lie outside of what is seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another page is open
  useEffect(() => {
    const open = bar.current?.querySelector<HTMLElement>("[aria-current=page]");
    if (bar.current && open)
      bar.current.scrollLeft = open.offsetLeft - (bar.current.clientWidth - open.offsetWidth) / 2;
  }, [pathname]);
  return (
    <nav
      ref={bar}
      aria-label={label}
      className={cn("relative flex gap-4 overflow-x-auto [scrollbar-width:none]", className)}
    >
      {tabs.map((tab) => {
        const path = tab.href.split("?")[0] ?? tab.href;
        const active = pathname === path || (tab.nested === true && pathname.startsWith(`${path}/`));
        return (
          <Link
            key={tab.href}
            href={tab.href}
            aria-current={active ? "page" : undefined}
            className={cn(TAB, active && ACTIVE)}
          >
            {tab.label}
            {tab.badge !== undefined && <span className="text-xs text-faint tabular">{tab.badge}</span>}
          </Link>
        );
      })}
    </nav>
  );
}

/** A few exclusive choices side by side (x axis, theme, density). */
export function Segmented<Value extends string>(props: {
  value: Value;
  onValueChange: (value: Value) => void;
  options: readonly { readonly value: Value; readonly label: ReactNode; readonly title?: string }[];
  label: string;
  className?: string;
}) {
  return (
    <fieldset
      aria-label={props.label}
      className={cn("inline-flex h-7 rounded-md border border-line-strong bg-sunken p-0.5", props.className)}
    >
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          title={option.title}
          aria-label={option.title}
          aria-pressed={option.value === props.value}
          onClick={() => props.onValueChange(option.value)}
          className="inline-flex items-center gap-1 rounded-sm px-2 text-xs text-muted hover:text-text aria-pressed:bg-raised aria-pressed:font-medium aria-pressed:text-text aria-pressed:shadow-sm [&_svg]:size-3.5"
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
