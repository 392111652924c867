"use client";

import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";

/** Something that the palette can do for the page that offers it: "Enqueue 3 runs". */
export interface Command {
  readonly id: string;
  readonly label: string;
  /** Heading in the palette. */
  readonly group?: string;
  readonly shortcut?: string;
  readonly run: () => void;
}

interface Registry {
  readonly commands: readonly Command[];
  readonly offer: (owner: symbol, commands: readonly Command[] | null) => void;
}

const Commands = createContext<Registry | null>(null);

export function CommandsProvider({ children }: { children: ReactNode }) {
  const [offers, setOffers] = useState<ReadonlyMap<symbol, readonly Command[]>>(new Map());
  // The same function for ever: what offers commands does so again when it changes.
  const [offer] = useState<Registry["offer"]>(
    () => (owner: symbol, commands: readonly Command[] | null) =>
      setOffers((before) => {
        const next = new Map(before);
        if (commands) next.set(owner, commands);
        else next.delete(owner);
        return next;
      }),
  );
  const registry = useMemo<Registry>(() => ({ commands: [...offers.values()].flat(), offer }), [offers, offer]);
  return <Commands value={registry}>{children}</Commands>;
}

/** All commands on offer now. */
export function useCommands(): readonly Command[] {
  return use(Commands)?.commands ?? [];
}

/** Offers a page's commands while it is shown. Keep the list stable (useMemo). */
export function useOfferCommands(commands: readonly Command[]): void {
  const offer = use(Commands)?.offer;
  const [owner] = useState(() => Symbol("commands"));
  useEffect(() => {
    offer?.(owner, commands);
    return () => offer?.(owner, null);
  }, [offer, owner, commands]);
}
