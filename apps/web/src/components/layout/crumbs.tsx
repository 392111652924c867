"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { createContext, type ReactNode, use, useState } from "react";
import { createPortal } from "react-dom";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";

export interface Crumb {
  readonly label: ReactNode;
  readonly href?: string;
}

const Slot = createContext<{ element: HTMLElement | null; setElement: (element: HTMLElement | null) => void } | null>(
  null,
);

export function CrumbsProvider({ children }: { children: ReactNode }) {
  const [element, setElement] = useState<HTMLElement | null>(null);
  return <Slot value={{ element, setElement }}>{children}</Slot>;
}

/** The place in the top bar where the page's crumbs appear. */
export function CrumbsSlot() {
  return <nav ref={use(Slot)?.setElement} aria-label="Breadcrumbs" className="min-w-0 flex-1" />;
}

/** Breadcrumbs of a page, shown in the top bar wherever this stands in the page. A long path folds its middle into a menu. */
export function Crumbs({ items }: { items: readonly Crumb[] }) {
  const slot = use(Slot)?.element;
  if (!slot) return null;
  const folded = items.length > 4 ? items.slice(1, -2) : [];
  const shown = folded.length > 0 ? [items[0], ...items.slice(-2)] : items;
  return createPortal(
    <ol className="flex min-w-0 items-center gap-1 text-sm">
      {shown.map((crumb, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: crumbs are places in a path
          key={index}
          className={
            index === shown.length - 1
              ? "flex min-w-0 items-center gap-1"
              : "hidden min-w-0 shrink items-center gap-1 sm:flex"
          }
        >
          {index > 0 && <ChevronRight aria-hidden className="hidden size-3.5 shrink-0 text-faint sm:block" />}
          {index === 1 && folded.length > 0 && <Folded items={folded} />}
          {crumb?.href && index < shown.length - 1 ? (
            <Link href={crumb.href} className="truncate rounded-sm text-muted hover:text-text hover:underline">
              {crumb.label}
            </Link>
          ) : (
            <span aria-current="page" className="truncate font-medium">
              {crumb?.label}
            </span>
          )}
        </li>
      ))}
    </ol>,
    slot,
  );
}

function Folded({ items }: { items: readonly Crumb[] }) {
  return (
    <>
      <Menu>
        <MenuTrigger
          aria-label="Show the whole path"
          className="rounded-sm px-1 text-muted hover:bg-hover hover:text-text"
        >
          …
        </MenuTrigger>
        <MenuContent align="start">
          {items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: crumbs are places in a path
            <MenuItem key={index} asChild>
              <Link href={item.href ?? "#"}>{item.label}</Link>
            </MenuItem>
          ))}
        </MenuContent>
      </Menu>
      <ChevronRight aria-hidden className="size-3.5 shrink-0 text-faint" />
    </>
  );
}
