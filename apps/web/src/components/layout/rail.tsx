"use client";

import {
  Box,
  Cpu,
  Database,
  FileText,
  FlaskConical,
  FolderTree,
  House,
  PanelLeftClose,
  PanelLeftOpen,
  Settings,
  Workflow,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Dialog } from "radix-ui";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/cn";
import { HealthDot } from "./health-dot";
import { Logo } from "./logo";
import { UserMenu } from "./user-menu";

/** The main places; `match` says for which addresses an entry is the current one. */
export const PLACES = [
  { href: "/", label: "Home", icon: House, match: (path: string) => path === "/" },
  {
    href: "/projects",
    label: "Projects",
    icon: FolderTree,
    match: (path: string) =>
      path.startsWith("/projects") && !path.startsWith("/projects/*/") && !path.startsWith("/projects/%2A/"),
  },
  {
    href: "/projects/*/runs",
    label: "All runs",
    icon: FlaskConical,
    match: (path: string) => /^\/projects\/(\*|%2A)\/(?!models)/.test(path),
  },
  {
    href: "/models",
    label: "Models",
    icon: Box,
    match: (path: string) => /^(\/projects\/(\*|%2A))?\/models/.test(path),
  },
  { href: "/datasets", label: "Datasets", icon: Database, match: (path: string) => path.startsWith("/datasets") },
  { href: "/pipelines", label: "Pipelines", icon: Workflow, match: (path: string) => path.startsWith("/pipelines") },
  { href: "/reports", label: "Reports", icon: FileText, match: (path: string) => path.startsWith("/reports") },
  { href: "/workers", label: "Workers & queues", icon: Cpu, match: (path: string) => path.startsWith("/workers") },
] as const;

function RailLink(props: {
  href: string;
  label: string;
  icon: typeof House;
  active: boolean;
  narrow: boolean;
  onGo?: () => void;
}) {
  const Icon = props.icon;
  return (
    <Tooltip content={props.label} side="right" disabled={!props.narrow}>
      <Link
        href={props.href}
        onClick={props.onGo}
        aria-label={props.narrow ? props.label : undefined}
        aria-current={props.active ? "page" : undefined}
        className={cn(
          "flex h-9 items-center gap-2.5 rounded-md px-2.5 text-sm text-muted hover:bg-hover hover:text-text",
          props.active && "bg-accent-soft font-medium text-accent hover:bg-accent-soft hover:text-accent",
          props.narrow && "justify-center px-0",
        )}
      >
        <Icon className="size-4.5 shrink-0" strokeWidth={1.75} />
        {!props.narrow && props.label}
      </Link>
    </Tooltip>
  );
}

function RailContent({ narrow, onGo }: { narrow: boolean; onGo?: () => void }) {
  const pathname = usePathname();
  return (
    <>
      <nav aria-label="Main" className="flex flex-1 flex-col gap-0.5 px-1.5">
        {PLACES.map((place) => (
          <RailLink key={place.href} {...place} active={place.match(pathname)} narrow={narrow} onGo={onGo} />
        ))}
      </nav>
      <div className="flex flex-col gap-0.5 px-1.5 pb-2">
        <HealthDot narrow={narrow} />
        <RailLink
          href="/settings"
          label="Settings"
          icon={Settings}
          active={pathname.startsWith("/settings")}
          narrow={narrow}
          onGo={onGo}
        />
        <UserMenu narrow={narrow} />
      </div>
    </>
  );
}

/** The left rail of wide screens: 56 or 200 px. */
export function Rail({ narrow, onToggle }: { narrow: boolean; onToggle: () => void }) {
  return (
    <div className={cn("hidden shrink-0 flex-col border-r border-line bg-raised md:flex", narrow ? "w-14" : "w-50")}>
      <div className={cn("flex h-12 items-center", narrow ? "justify-center" : "justify-between pr-1.5 pl-3.5")}>
        {!narrow && (
          <Link href="/" className="flex items-center gap-2 text-base font-semibold tracking-tight">
            <Logo className="size-5.5" /> Limpid
          </Link>
        )}
        <Tooltip content={narrow ? "Widen the rail" : "Narrow the rail"} shortcut="Ctrl B" side="right">
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={narrow ? "Widen the rail" : "Narrow the rail"}
            onClick={onToggle}
          >
            {narrow ? <PanelLeftOpen /> : <PanelLeftClose />}
          </Button>
        </Tooltip>
      </div>
      <RailContent narrow={narrow} />
    </div>
  );
}

/** The same as a drawer on small screens. */
export function MobileRail({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-overlay md:hidden" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-64 flex-col border-r border-line bg-raised shadow-float outline-none md:hidden"
        >
          <Dialog.Title className="flex h-12 items-center gap-2 px-3.5 text-base font-semibold">
            <Logo className="size-5.5" /> Limpid
          </Dialog.Title>
          <RailContent narrow={false} onGo={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
