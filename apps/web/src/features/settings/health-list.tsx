import { CircleAlert, CircleCheck } from "lucide-react";
import type { PartHealth } from "./health-report";

const NAMES: Readonly<Record<PartHealth["id"], readonly [name: string, what: string]>> = {
  api: ["API", "What the SDK and agents talk to"],
  files: ["File server", "Artifacts, models and images"],
  database: ["Database", "PostgreSQL: everything but files"],
  events: ["Event store", "Scalars, logs, plots"],
  jobs: ["Background jobs", "Deletions, the watchdog, housekeeping"],
};

/** The parts of the server, each with a word, a sign and what is known. */
export function HealthList({ parts }: { parts: readonly PartHealth[] }) {
  return (
    <ul className="divide-y divide-line border-y border-line">
      {parts.map((part) => {
        const [name, what] = NAMES[part.id];
        return (
          <li key={part.id} data-part={part.id} className="flex items-center gap-3 py-2 text-sm">
            {part.ok ? (
              <CircleCheck aria-hidden className="size-4.5 shrink-0 text-(--status-completed)" />
            ) : (
              <CircleAlert aria-hidden className="size-4.5 shrink-0 text-danger" />
            )}
            <div className="min-w-0 flex-1">
              <div className="font-medium">{name}</div>
              <div className="text-xs text-muted">{part.detail ?? what}</div>
            </div>
            <span className={part.ok ? "text-(--status-completed)" : "font-medium text-danger"}>
              {part.ok ? "Healthy" : "Not healthy"}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
