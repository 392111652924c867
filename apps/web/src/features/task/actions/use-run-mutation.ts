"use client";

import { useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { describeError } from "@/lib/errors";
import { useTRPC } from "@/lib/trpc/client";

/** What every change of a run does when it is through: lists and pages look again, the person is told. Spread into a mutation's options. */
export function useSettled(what: { readonly failed: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  return {
    onSettled: async () => {
      await Promise.all([
        client.invalidateQueries(trpc.tasks.pathFilter()),
        client.invalidateQueries(trpc.queues.pathFilter()),
        client.invalidateQueries(trpc.projects.pathFilter()),
      ]);
    },
    onError: (error: unknown) => {
      const { reason, hint } = describeError(error);
      toast.error(what.failed, { description: hint ? `${reason} ${hint}` : reason });
    },
  };
}
