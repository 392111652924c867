"use client";

import { Keyboard, Menu as MenuIcon, Search } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Tooltip } from "@/components/ui/tooltip";
import { CrumbsSlot } from "./crumbs";
import { LiveIndicator } from "./live-indicator";

/** Breadcrumbs, search and live indicator above every page. */
export function TopBar({
  onSearch,
  onMenu,
  onShortcuts,
}: {
  onSearch: () => void;
  onMenu: () => void;
  onShortcuts: () => void;
}) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-raised px-3 md:px-4">
      <Button variant="ghost" size="icon" aria-label="Open the menu" onClick={onMenu} className="md:hidden">
        <MenuIcon />
      </Button>
      <CrumbsSlot />
      <button
        type="button"
        onClick={onSearch}
        aria-label="Search and commands"
        className="flex h-8 items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-muted hover:bg-hover lg:w-56"
      >
        <Search className="size-4 shrink-0" />
        <span className="hidden flex-1 text-left lg:inline">Search</span>
        <Kbd className="hidden lg:inline-grid">Ctrl K</Kbd>
      </button>
      <LiveIndicator />
      <Tooltip content="Keyboard shortcuts" shortcut="?">
        <Button
          variant="ghost"
          size="icon"
          aria-label="Keyboard shortcuts"
          onClick={onShortcuts}
          className="hidden md:inline-flex"
        >
          <Keyboard />
        </Button>
      </Tooltip>
    </header>
  );
}
