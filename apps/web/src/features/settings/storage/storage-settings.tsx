"use client";

import { Ban } from "lucide-react";
import { EmptyState } from "@/components/ui/state";
import { useSession } from "@/features/session/session";
import { managesAccounts } from "../roles";
import { Explorer } from "./explorer";
import { Retention } from "./retention";

/** What takes up room, and what is cleared away by and by. */
export function StorageSettings() {
  const { user } = useSession();
  if (!managesAccounts(user.role))
    return (
      <EmptyState icon={<Ban />} title="Only administrators see the storage">
        Ask one of them when the server has to make room.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-10">
      <Explorer />
      <Retention />
    </div>
  );
}
