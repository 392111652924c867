import type { Outcome } from "@limpid/core/agents/runs";
import type { RunEnd, RunRefused } from "../launcher/launcher";
import { writeBytes } from "../launcher/values";
import type { Mark, MarkCause } from "./script";

/** What is known when a run is over. */
export interface RunFacts {
  readonly worker: string;
  /** The engine's account; absent when it never took the run, or knows nothing of it any more. */
  readonly end?: RunEnd;
  /** Why it was not started. */
  readonly refused?: RunRefused;
  /** What went wrong before the task's own program. */
  readonly mark?: Mark;
  /** Why it was stopped from here. */
  readonly stopped?: "user" | "limit";
  readonly timeLimitSec: number;
  /** Bytes that it might use. */
  readonly memory?: number;
  /** The engine was away while it ran. */
  readonly engineAway?: boolean;
  /** The last line of its console that says anything. */
  readonly lastLine?: string;
}

const MARK_TITLES: Readonly<Record<MarkCause, string>> = {
  setup: "Bad setup script",
  python: "No Python",
  api: "The container cannot reach the API",
  agent: "clearml-agent cannot be installed",
  git: "No git",
};

const LONGEST_LINE = 200;

/**
 * How a run came out: the task's new status with the words that a Python agent uses (wire-protocol §7.4), the cause in front of them where
 * it has a name, and the last lines of the console.
 */
export function outcomeOf(facts: RunFacts): { readonly outcome: Outcome; readonly lines: readonly string[] } {
  const by = `Changed by clearml-agent ${facts.worker}`;
  if (facts.stopped === "user") {
    const outcome = { status: "stopped", reason: "task was stopped by tasks.stop", message: by } as const;
    return { outcome, lines: ["Process aborted by user"] };
  }
  const { end } = facts;
  const cause = causeOf(facts);
  if (!cause && end?.exitCode === 0) {
    const outcome = { status: "completed", reason: "worker execution done", message: by } as const;
    return { outcome, lines: ["Process completed successfully"] };
  }
  const code = end?.exitCode;
  const reason = code === undefined || code === null ? "worker execution failed" : `worker execution exit code ${code}`;
  const failed = code === undefined || code === null ? "Process failed" : `Process failed, exit code ${code}`;
  return {
    outcome: { status: "failed", reason, message: `${cause ?? exitText(code, facts.lastLine)}. ${by}` },
    lines: [...(cause ? [cause] : []), failed],
  };
}

/** The cause of a failure, where it has a name. */
function causeOf({ end, refused, mark, stopped, timeLimitSec, memory, engineAway }: RunFacts): string | undefined {
  if (refused) return capital(refused.message);
  if (stopped === "limit") return `Time limit of ${timeLimitSec} s reached`;
  if (!end) return "The container is gone: it was removed from outside";
  if (end.outOfMemory) return `Out of memory: it was ended at its limit${memory ? ` of ${writeBytes(memory)}` : ""}`;
  if (mark) return `${MARK_TITLES[mark.cause]}: ${mark.text}`;
  if (engineAway && end.exitCode !== null && end.exitCode > 128) {
    return "It was ended together with its engine (Docker's live-restore keeps containers running)";
  }
  if (end.fault) return `The container could not be run: ${end.fault}`;
  return undefined;
}

function exitText(code: number | null | undefined, lastLine: string | undefined): string {
  const said = lastLine
    ? ` (${lastLine.length > LONGEST_LINE ? `${lastLine.slice(0, LONGEST_LINE)}…` : lastLine})`
    : "";
  if (code === undefined || code === null) return `It has ended, and nobody knows how${said}`;
  return code > 128 && code < 160 ? `Killed by signal ${code - 128}${said}` : `Exit code ${code}${said}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
