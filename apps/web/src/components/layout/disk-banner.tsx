"use client";

import { useQuery } from "@tanstack/react-query";
import { HardDrive } from "lucide-react";
import Link from "next/link";
import { useSession } from "@/features/session/session";
import type { LowDisk } from "@/features/settings/disk-report";
import { managesAccounts } from "@/features/settings/roles";
import { formatBytes } from "@/lib/format/numbers";

const REFUSED: Readonly<Record<LowDisk["id"], string>> = {
  database: "The server's disk is almost full, so it takes no scalars, logs, plots or images",
  files: "The file server's disk is almost full, so it takes no artifacts, models or images",
};

/** Says that a disk is almost full and what is refused therefore; asked once a minute. */
export function DiskBanner() {
  const { user } = useSession();
  const query = useQuery({
    queryKey: ["health", "space"],
    queryFn: async () => {
      const answer = await fetch("/health/space", { cache: "no-store" });
      if (!answer.ok) throw new Error(`The web process answered ${answer.status}`);
      return ((await answer.json()) as { low: readonly LowDisk[] }).low;
    },
    refetchInterval: 60_000,
    retry: false,
  });
  if (!query.data || query.data.length === 0) return null;
  return (
    <div
      role="status"
      className="flex flex-col gap-1 border-b border-line bg-danger-soft px-4 py-1.5 text-sm text-danger"
    >
      {query.data.map(({ id, free, total }) => (
        <p key={id} className="flex items-center gap-2">
          <HardDrive aria-hidden className="size-4 shrink-0" />
          <span className="min-w-0">
            {REFUSED[id]}
            {free === undefined ? " until there is room" : `: ${formatBytes(free)} of ${formatBytes(total)} are left`}.{" "}
            {managesAccounts(user.role) ? (
              <Link href="/settings/storage" className="font-medium underline underline-offset-2">
                Make room
              </Link>
            ) : (
              "An administrator can make room."
            )}
          </span>
        </p>
      ))}
    </div>
  );
}
