import type { UsageKind } from "@limpid/core/storage/usage-schema";
import { formatBytes } from "@/lib/format/numbers";
import { KINDS } from "./kinds";

/** Kinds side by side, as long as their bytes; `whole` is what a full bar stands for. For the eye only: the figures stand beside it. */
export function KindBar({
  kinds,
  whole,
}: {
  kinds: readonly { readonly kind: UsageKind; readonly bytes: number }[];
  whole: number;
}) {
  return (
    <div aria-hidden className="flex h-2 w-full gap-px overflow-hidden rounded-full bg-sunken">
      {kinds
        .filter(({ bytes }) => bytes > 0)
        .map(({ kind, bytes }) => (
          <span
            key={kind}
            title={`${KINDS[kind].label}: ${formatBytes(bytes)}`}
            style={{ width: `${(100 * bytes) / Math.max(1, whole)}%`, background: KINDS[kind].color }}
            className="h-full min-w-px"
          />
        ))}
    </div>
  );
}
