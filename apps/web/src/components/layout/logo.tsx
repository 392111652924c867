import { cn } from "@/lib/cn";

/** The drop, made of two arcs. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden className={cn("size-6 text-accent", className)}>
      <path d="M12 2.5C7.5 8 5 11.6 5 15a7 7 0 0 0 7 7" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
      <path
        d="M12 2.5C16.5 8 19 11.6 19 15a7 7 0 0 1-3.4 6"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
        opacity="0.5"
      />
    </svg>
  );
}
