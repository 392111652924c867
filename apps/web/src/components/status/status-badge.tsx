import { cn } from "@/lib/cn";
import { STATUS_WORDS, type StatusKind, statusKind } from "./status";

/** The shape of each state on a 16 px grid, so that none depends on colour alone. */
function Shape({ kind }: { kind: StatusKind }) {
  const stroke = { fill: "none", stroke: "currentColor", strokeWidth: 1.6 } as const;
  switch (kind) {
    case "created":
      return <circle cx="8" cy="8" r="5.4" {...stroke} />;
    case "queued":
      return (
        <>
          <circle cx="8" cy="8" r="5.4" {...stroke} />
          <path d="M8 8V2.6A5.4 5.4 0 0 1 13.4 8Z" fill="currentColor" />
        </>
      );
    case "running":
      return (
        <g className="origin-center animate-status">
          <circle cx="8" cy="8" r="5.4" {...stroke} />
          <path d="M8 2.6a5.4 5.4 0 0 1 0 10.8Z" fill="currentColor" />
        </g>
      );
    case "completed":
      return (
        <path d="M3 8.6 6.4 12 13 4.6" {...stroke} strokeWidth={2.2} strokeLinecap="round" strokeLinejoin="round" />
      );
    case "failed":
      return <path d="m4 4 8 8m0-8-8 8" {...stroke} strokeWidth={2.2} strokeLinecap="round" />;
    case "aborted":
      return <rect x="3.6" y="3.6" width="8.8" height="8.8" rx="1.4" fill="currentColor" />;
    case "published":
      return <path d="M8 2 14 8 8 14 2 8Z" fill="currentColor" />;
  }
}

/** Only the shape, with the word for screen readers and on hover. */
export function StatusIcon({ status, className }: { status: string | undefined; className?: string }) {
  const kind = statusKind(status);
  return (
    <svg
      viewBox="0 0 16 16"
      role="img"
      aria-label={STATUS_WORDS[kind]}
      data-status={kind}
      style={{ color: `var(--status-${kind})` }}
      className={cn("size-4 shrink-0", className)}
    >
      <title>{STATUS_WORDS[kind]}</title>
      <Shape kind={kind} />
    </svg>
  );
}

/** Colour + shape + word. `progress` (0–100) is `runtime.progress` of a running task. */
export function StatusBadge({
  status,
  progress,
  className,
}: {
  status: string | undefined;
  progress?: number;
  className?: string;
}) {
  const kind = statusKind(status);
  return (
    <span
      data-status={kind}
      style={{ color: `var(--status-${kind})` }}
      className={cn("inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap", className)}
    >
      <svg viewBox="0 0 16 16" aria-hidden className="size-3.5 shrink-0">
        <Shape kind={kind} />
      </svg>
      {STATUS_WORDS[kind]}
      {kind === "running" && progress !== undefined && <span className="tabular">{Math.round(progress)}%</span>}
    </span>
  );
}
