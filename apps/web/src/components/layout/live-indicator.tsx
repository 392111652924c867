"use client";

import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { Pause, Play, RotateCw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { cn } from "@/lib/cn";
import { setLivePaused, useLivePaused, useOnline, usePushState } from "@/lib/live";

const COLORS = { Live: "completed", Polling: "queued", Paused: "aborted", Offline: "failed" } as const;
const TITLES = {
  Live: "The server tells this page what changes",
  Polling: "This page asks every few seconds: the server's event stream does not get through",
  Paused: undefined,
  Offline: undefined,
} as const;

/** Whether pages follow the server, with a pause and a refresh at hand. */
export function LiveIndicator() {
  const paused = useLivePaused();
  const online = useOnline();
  const fetching = useIsFetching() > 0;
  const client = useQueryClient();
  const push = usePushState();
  const word = !online ? "Offline" : paused ? "Paused" : push === "off" ? "Polling" : "Live";
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button variant="ghost" className="px-2" aria-label={`Updates: ${word}`} title={TITLES[word]}>
          <span
            className={cn(
              "size-2 rounded-full",
              fetching && (word === "Live" || word === "Polling") && "animate-pulse-soft",
            )}
            style={{ background: `var(--status-${COLORS[word]})` }}
          />
          <span className="hidden text-xs lg:inline">{word}</span>
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem onSelect={() => void client.invalidateQueries()}>
          <RotateCw /> Refresh now
        </MenuItem>
        <MenuItem onSelect={() => setLivePaused(!paused)}>
          {paused ? <Play /> : <Pause />} {paused ? "Go on with live updates" : "Pause live updates"}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
