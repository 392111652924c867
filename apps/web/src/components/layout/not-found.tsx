import { SearchX } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/state";

/** The page that stands where nothing is. */
export function NotFound() {
  return (
    <EmptyState
      icon={<SearchX />}
      title="Nothing is at this address"
      action={
        <>
          <Button asChild variant="primary">
            <Link href="/">Home</Link>
          </Button>
          <Button asChild>
            <Link href="/projects">Projects</Link>
          </Button>
        </>
      }
    >
      It may have been deleted, or the link may be incomplete. Ctrl+K searches by name or id.
    </EmptyState>
  );
}
