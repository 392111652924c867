import type { App } from "@limpid/core/platform/context";
import type { JobKind } from "@limpid/core/platform/jobs";
import type { z } from "zod";

/** What jobs are given beside the app. */
export interface JobTools {
  readonly app: App;
  /** Where the file server is reached from here. */
  readonly filesUrl: string;
}

/** One row of the catalogue: what the job is, when it runs by itself, and the verb of core it calls. */
export interface Job<Payload extends z.ZodType = z.ZodType> {
  readonly kind: JobKind<Payload>;
  /** Milliseconds between runs, for jobs that run by themselves. */
  readonly every?: number;
  /** Or when, as a cron pattern in UTC. */
  readonly at?: string;
  /** @returns what it did, in words for the log; nothing when there was nothing to do. */
  readonly run: (tools: JobTools, payload: z.output<Payload>) => Promise<string | undefined>;
}

/** Declares a job; the payload's type is taken from its kind. */
export function job<Payload extends z.ZodType>(row: Job<Payload>): Job<Payload> {
  return row;
}
