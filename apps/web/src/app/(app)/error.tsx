"use client";

import { ErrorState } from "@/components/ui/state";

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const reason = error.digest ? new Error(`The server's log has the cause under ${error.digest}.`) : error;
  return <ErrorState title="This page could not be shown" error={reason} onRetry={reset} />;
}
