import { cn } from "@/lib/cn";

/** The points of a sparkline on a 100 × 24 field; gaps are left out, a flat line lies in the middle. */
export function sparklinePath(values: readonly (number | null)[]): string {
  const points = values
    .map((value, index) => ({ value, index }))
    .filter((point): point is { value: number; index: number } => point.value !== null && Number.isFinite(point.value));
  if (points.length === 0) return "";
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const { value } of points) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  const span = greatest - least;
  const last = Math.max(1, values.length - 1);
  return points
    .map(({ value, index }, place) => {
      const x = (index / last) * 100;
      const y = span === 0 ? 12 : 22 - ((value - least) / span) * 20;
      return `${place === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}

/** The course of a metric in the size of a word. */
export function Sparkline({
  values,
  color = "var(--accent)",
  label,
  className,
}: {
  values: readonly (number | null)[];
  color?: string;
  label: string;
  className?: string;
}) {
  return (
    <svg
      viewBox="0 0 100 24"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      className={cn("h-6 w-24", className)}
    >
      <title>{label}</title>
      <path
        d={sparklinePath(values)}
        fill="none"
        style={{ stroke: color }}
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
        strokeLinejoin="round"
      />
    </svg>
  );
}
