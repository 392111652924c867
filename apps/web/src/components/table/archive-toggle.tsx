import { Archive } from "lucide-react";
import { Button } from "@/components/ui/button";

/** Switches a list between what is in use and its archive. @param props.noun what is listed, in the plural */
export function ArchiveToggle(props: { archived: boolean; noun: string; onToggle: () => void }) {
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label="Archive"
      aria-pressed={props.archived}
      title={props.archived ? `Back to the ${props.noun}` : "Show the archive"}
      onClick={props.onToggle}
      className="aria-pressed:bg-accent-soft aria-pressed:text-accent"
    >
      <Archive />
    </Button>
  );
}
