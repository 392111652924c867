import type { RetentionRun } from "@limpid/core/storage/policies-schema";
import { Badge } from "@/components/ui/badge";
import { TimeAgo } from "@/components/ui/time";
import { EffectsTable } from "./effects";

/** What retention has done lately. */
export function LastRuns({ runs }: { runs: readonly RetentionRun[] }) {
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-sm font-semibold">Last runs</h3>
      {runs.length === 0 && <p className="text-sm text-muted">Nothing has been cleared away yet.</p>}
      {runs.length > 0 && (
        <ul className="divide-y divide-line border-y border-line">
          {runs.map((run) => (
            <li key={run.id} className="flex flex-col gap-1 py-2 text-sm">
              <div className="flex flex-wrap items-center gap-2">
                <span>
                  <TimeAgo value={run.created} /> {run.user === null ? "at night" : `by ${run.user}`}
                </span>
                {run.finished === null && <Badge tone="info">Under way</Badge>}
                {run.error && <Badge tone="warning">Not all of it</Badge>}
              </div>
              {run.error && <p className="text-xs break-words text-muted">{run.error}</p>}
              {Object.keys(run.effects).length > 0 ? (
                <EffectsTable effects={run.effects} dry={false} />
              ) : (
                run.finished && <p className="text-xs text-muted">There was nothing to clear away.</p>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
