import type { UsageTotal } from "@limpid/core/storage/usage-schema";
import { formatBytes, formatCount } from "@/lib/format/numbers";
import { KindBar } from "./kind-bar";
import { KINDS } from "./kinds";

function contents({ events, files }: UsageTotal): string {
  const parts = [];
  if (events > 0) parts.push(`${formatCount(events)} ${events === 1 ? "event" : "events"}`);
  if (files > 0) parts.push(`${formatCount(files)} ${files === 1 ? "file" : "files"}`);
  return parts.join(", ");
}

/** Everything by kind, the largest first. */
export function Totals({ totals }: { totals: readonly UsageTotal[] }) {
  const whole = totals.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm">
        <span className="tabular text-2xl font-semibold tracking-tight" data-testid="storage-total">
          {formatBytes(whole)}
        </span>{" "}
        <span className="text-muted">in all</span>
      </p>
      <KindBar kinds={totals} whole={whole} />
      <table className="w-full text-sm">
        <caption className="sr-only">Room taken up by kind</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">Contents</th>
            <th scope="col">Size</th>
          </tr>
        </thead>
        <tbody>
          {totals.map((total) => (
            <tr key={total.kind} data-kind={total.kind} className="border-b border-line [&_td]:py-1.5">
              <th scope="row" className="py-1.5 text-left font-normal whitespace-nowrap">
                <span
                  aria-hidden
                  style={{ background: KINDS[total.kind].color }}
                  className="mr-2 inline-block size-2.5 rounded-[2px]"
                />
                {KINDS[total.kind].label}
              </th>
              <td className="hidden w-full pl-4 text-xs text-muted tabular sm:table-cell">{contents(total)}</td>
              <td className="pl-4 text-right whitespace-nowrap tabular">{formatBytes(total.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
