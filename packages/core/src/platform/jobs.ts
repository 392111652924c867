import type { Transaction } from "@limpid/db";
import type { z } from "zod";

/** One kind of background work: a name, a payload and how to try again. The rows stand in apps/agent-services/src/jobs. */
export interface JobKind<Payload extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly payload: Payload;
  readonly attempts: number;
  /** Milliseconds before the next try; doubled each time when exponential. */
  readonly backoff: { readonly type: "fixed" | "exponential"; readonly delay: number };
  /** Kinds with a lane of their own never wait behind the others. */
  readonly lane?: string;
}

/** Declares a kind of job; see {@link JobKind}. */
export function defineJob<Payload extends z.ZodType>(kind: JobKind<Payload>): JobKind<Payload> {
  return kind;
}

/** What a job needs of the transaction that it belongs to; a Context inside one has it. */
export interface JobTransaction {
  readonly db: Transaction;
  readonly afterCommit: (action: () => Promise<void>) => void;
}

/** Where verbs put work for later. BullMQ on PostgreSQL or Redis; a job lost in a crash is re-made from the database by its reconciler. */
export interface JobQueue {
  /** @param options.id makes the job unique: a second add of the same id while the first waits is dropped. */
  add<Payload extends z.ZodType>(
    kind: JobKind<Payload>,
    payload: z.input<Payload>,
    options?: { readonly id?: string; readonly delay?: number },
  ): Promise<void>;
  /**
   * Adds a job that is there if and only if a transaction commits. On Redis it is added right after the commit: what a crash in between loses
   * has to be re-made by the reconciler of the rows that it is about.
   */
  addWithin<Payload extends z.ZodType>(
    tx: JobTransaction,
    kind: JobKind<Payload>,
    payload: z.input<Payload>,
  ): Promise<void>;
  figures(): Promise<JobFigures>;
  close(): Promise<void>;
}

/** How the common lane stands. */
export interface JobFigures {
  /** Due and not taken. */
  readonly waiting: number;
  /** Given up, of the last week. */
  readonly failed: number;
  /** When a job ended last, well or not; null before the first. */
  readonly last_finished: Date | null;
}
