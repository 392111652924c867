import { cn } from "@/lib/cn";

/** A share as a small bar with its number; the name says of what. `warnAt`: from where on it is too much. */
export function LoadBar({
  value,
  label,
  warnAt = Number.POSITIVE_INFINITY,
  className,
}: {
  value: number | null;
  label: string;
  warnAt?: number;
  className?: string;
}) {
  if (value === null) return <span className="text-faint">–</span>;
  const percent = Math.round(Math.max(0, Math.min(1, value)) * 100);
  return (
    <span className={cn("flex min-w-0 items-center gap-1.5", className)} title={`${label} ${percent}%`}>
      <span className="h-1.5 min-w-8 flex-1 overflow-hidden rounded-full bg-hover">
        <span
          style={{ width: `${percent}%`, background: `var(--status-${value >= warnAt ? "aborted" : "running"})` }}
          className="block h-full rounded-full"
        />
      </span>
      <span className="w-9 text-right text-xs tabular">
        <span className="sr-only">{label} </span>
        {percent}%
      </span>
    </span>
  );
}
