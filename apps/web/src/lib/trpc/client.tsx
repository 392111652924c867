"use client";

import type { AppRouter } from "@limpid/trpc";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchStreamLink, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import { errorStatus } from "@/lib/errors";

/** `const trpc = useTRPC(); useQuery(trpc.tasks.get_all_ex.queryOptions({…}))`: services and actions under their wire names, fields as on the wire. */
const context = createTRPCContext<AppRouter>();
export const { useTRPC, useTRPCClient } = context;

/** The session ended somewhere: to the log-in, and back here afterwards. */
export function toLogin(error: unknown): void {
  if (errorStatus(error) !== 401 || window.location.pathname === "/login") return;
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/login?next=${encodeURIComponent(here)}`);
}

/** Errors that will not go away by asking again: everything that the server answered but overload and its own faults. */
function worthRetrying(count: number, error: unknown): boolean {
  const status = errorStatus(error);
  return count < 3 && (status === undefined || status === 429 || status >= 502);
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5_000, retry: worthRetrying, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
    queryCache: new QueryCache({ onError: toLogin }),
    mutationCache: new MutationCache({ onError: toLogin }),
  });
}

/** Gives client components the query client and the typed calls. Queries go in streamed batches as POST, so that long id lists fit. */
export function DataProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (operation) => operation.type === "subscription",
          true: httpSubscriptionLink({ url: "/api/trpc" }),
          false: splitLink({
            // A batch streams what is ready; for one reply of megabytes (`context: { whole: true }`) that costs more than it gives.
            condition: (operation) => operation.type === "mutation" || operation.context.whole === true,
            true: httpLink({ url: "/api/trpc", methodOverride: "POST" }),
            false: httpBatchStreamLink({ url: "/api/trpc", methodOverride: "POST", maxItems: 24 }),
          }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}
