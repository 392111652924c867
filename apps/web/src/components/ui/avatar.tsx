import { cn } from "@/lib/cn";
import { hashId, slotStyle } from "@/lib/colors/run-colors";

/** The first letters of up to two words of a name. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => Array.from(word ?? "?")[0]?.toUpperCase() ?? "?").join("");
}

/** A person's initials on a colour of their own. */
export function Avatar({ name, className }: { name: string; className?: string }) {
  const { color } = slotStyle(hashId(name) % 12);
  return (
    <span
      aria-hidden
      title={name}
      style={{ background: `color-mix(in srgb, ${color} 22%, transparent)` }}
      className={cn("grid size-6 shrink-0 place-items-center rounded-full text-2xs font-semibold text-text", className)}
    >
      {initials(name)}
    </span>
  );
}
