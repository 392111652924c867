"use client";

import { Command as Cmdk } from "cmdk";
import { Keyboard, LogOut, type LucideIcon, Monitor, Moon, Settings, Sun, Zap } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { type ReactNode, useDeferredValue, useState } from "react";
import { PLACES } from "@/components/layout/rail";
import { useTheme } from "@/components/layout/use-theme";
import { StatusIcon } from "@/components/status/status-badge";
import { Kbd } from "@/components/ui/kbd";
import { logOut } from "@/features/session/session";
import { useCommands } from "./commands";
import { useEntities } from "./use-entities";

/** Ctrl+K: goes to pages and to what is stored by name, and does what the page offers. */
export function Palette(props: { open: boolean; onOpenChange: (open: boolean) => void; onShortcuts: () => void }) {
  return (
    <Dialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[10vh] left-1/2 z-50 w-[calc(100vw-24px)] max-w-xl -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-raised shadow-float outline-none animate-appear"
        >
          <Dialog.Title className="sr-only">Search and commands</Dialog.Title>
          <PaletteBody {...props} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteBody({
  onOpenChange,
  onShortcuts,
}: {
  onOpenChange: (open: boolean) => void;
  onShortcuts: () => void;
}) {
  const router = useRouter();
  const commands = useCommands();
  const [, setTheme] = useTheme();
  const [search, setSearch] = useState("");
  const text = useDeferredValue(search.trim());
  const { groups, searching } = useEntities(text);
  const act = (action: () => void) => () => {
    onOpenChange(false);
    action();
  };
  const go = (href: string) => act(() => router.push(href));
  const fits = (label: string) => label.toLowerCase().includes(text.toLowerCase());
  const actions: readonly { label: string; icon: LucideIcon; run: () => void }[] = [
    { label: "Settings", icon: Settings, run: go("/settings") },
    { label: "Theme: light", icon: Sun, run: act(() => setTheme("light")) },
    { label: "Theme: dark", icon: Moon, run: act(() => setTheme("dark")) },
    { label: "Theme: as the system", icon: Monitor, run: act(() => setTheme("system")) },
    { label: "Keyboard shortcuts", icon: Keyboard, run: act(onShortcuts) },
    { label: "Log out", icon: LogOut, run: act(() => void logOut()) },
  ];

  return (
    <Cmdk label="Search and commands" shouldFilter={false} loop>
      <Cmdk.Input
        value={search}
        onValueChange={setSearch}
        placeholder="Search projects, runs and commands"
        className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none"
      />
      <Cmdk.List className="max-h-[60vh] overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint">
        <Cmdk.Empty className="px-2 py-6 text-center text-sm text-muted">
          {searching ? "Searching…" : `Nothing found for “${text}”.`}
        </Cmdk.Empty>
        <Group heading="On this page" show={commands.some((command) => fits(command.label))}>
          {commands
            .filter((command) => fits(command.label))
            .map((command) => (
              <Item
                key={command.id}
                value={`command ${command.id}`}
                onSelect={act(command.run)}
                icon={<Zap />}
                hint={command.shortcut && <Kbd>{command.shortcut}</Kbd>}
              >
                {command.label}
              </Item>
            ))}
        </Group>
        {groups.map((group) => (
          <Group key={group.heading} heading={group.heading} show={group.entities.length > 0}>
            {group.entities.map((entity) => (
              <Item
                key={entity.id}
                value={`${group.heading} ${entity.id}`}
                onSelect={go(entity.href)}
                icon={entity.status ? <StatusIcon status={entity.status} /> : <entity.icon />}
                hint={entity.hint}
              >
                {entity.label}
              </Item>
            ))}
          </Group>
        ))}
        <Group heading="Go to" show={PLACES.some((place) => fits(place.label))}>
          {PLACES.filter((place) => fits(place.label)).map((place) => (
            <Item key={place.href} value={`place ${place.href}`} onSelect={go(place.href)} icon={<place.icon />}>
              {place.label}
            </Item>
          ))}
        </Group>
        <Group heading="Commands" show={actions.some((action) => fits(action.label))}>
          {actions
            .filter((action) => fits(action.label))
            .map((action) => (
              <Item key={action.label} value={`action ${action.label}`} onSelect={action.run} icon={<action.icon />}>
                {action.label}
              </Item>
            ))}
        </Group>
      </Cmdk.List>
    </Cmdk>
  );
}

function Group({ heading, show, children }: { heading: string; show: boolean; children: ReactNode }) {
  return show ? <Cmdk.Group heading={heading}>{children}</Cmdk.Group> : null;
}

function Item(props: { value: string; onSelect: () => void; icon: ReactNode; hint?: ReactNode; children: ReactNode }) {
  return (
    <Cmdk.Item
      value={props.value}
      onSelect={props.onSelect}
      className="flex h-9 cursor-default items-center gap-2.5 rounded-md px-2 text-sm data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
    >
      {props.icon}
      <span className="min-w-0 flex-1 truncate">{props.children}</span>
      {props.hint && <span className="max-w-48 truncate text-xs text-faint">{props.hint}</span>}
    </Cmdk.Item>
  );
}
