import { type Effects, POLICY_NAMES, type PolicyName } from "@limpid/core/storage/policies-schema";
import { formatBytes, formatCount } from "@/lib/format/numbers";

const POLICY_LABELS: Readonly<Record<PolicyName, string>> = {
  logs: "Logs",
  scalars: "Scalars",
  images: "Debug images",
  plots: "Plots",
};

/** What policies did, or would do; of a dry run some figures are estimates. */
export function EffectsTable({ effects, dry }: { effects: Effects; dry: boolean }) {
  const shown = POLICY_NAMES.flatMap((name) => {
    const effect = effects[name];
    return effect ? [{ name, effect }] : [];
  });
  if (shown.length === 0) return <p className="text-sm text-muted">No policy is turned on.</p>;
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <caption className="sr-only">{dry ? "What would be cleared away" : "What was cleared away"}</caption>
        <thead>
          <tr className="border-b border-line text-right text-xs text-faint [&_th]:py-1.5 [&_th]:font-medium [&_th]:whitespace-nowrap">
            <th scope="col" className="text-left">
              Policy
            </th>
            {["Runs", "Events", "Size", "Files"].map((name) => (
              <th key={name} scope="col" className="pl-4">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, effect }) => (
            <tr
              key={name}
              data-policy={name}
              className="border-b border-line text-right tabular [&_td]:py-1.5 [&_td]:pl-4"
            >
              <th scope="row" className="py-1.5 text-left font-normal">
                {POLICY_LABELS[name]}
              </th>
              <td>{formatCount(effect.tasks)}</td>
              <td>
                {dry && name === "scalars" && effect.events > 0 ? "≥ " : ""}
                {formatCount(effect.events)}
              </td>
              <td className="whitespace-nowrap">
                {dry && name === "scalars" && effect.bytes > 0 ? "≈ " : ""}
                {formatBytes(effect.bytes)}
              </td>
              <td className="whitespace-nowrap">
                {effect.files === 0
                  ? "–"
                  : `${dry ? "≈ " : ""}${formatCount(effect.files)} (≈ ${formatBytes(effect.file_bytes)})`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
