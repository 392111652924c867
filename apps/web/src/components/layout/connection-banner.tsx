"use client";

import { useQueryClient } from "@tanstack/react-query";
import { WifiOff } from "lucide-react";
import { useEffect, useRef } from "react";
import { useOnline } from "@/lib/live";
import { useHealth } from "./health-dot";

/** Says that what is seen may be old, and catches up once the server is back. */
export function ConnectionBanner() {
  const online = useOnline();
  const health = useHealth();
  const client = useQueryClient();
  const lost = !online || health === "unhealthy";
  const wasLost = useRef(false);
  useEffect(() => {
    if (wasLost.current && !lost) void client.invalidateQueries();
    wasLost.current = lost;
  }, [lost, client]);
  if (!lost) return null;
  return (
    <div
      role="status"
      className="flex items-center gap-2 border-b border-line bg-warning-soft px-4 py-1.5 text-sm text-warning"
    >
      <WifiOff className="size-4 shrink-0" />
      {online
        ? "The server does not answer. What you see may be out of date; it will catch up by itself."
        : "You are offline. What you see may be out of date."}
    </div>
  );
}
