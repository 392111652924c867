import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { Prisma, PrismaClient } from "../generated/client";
import { hearChanges, type Tell } from "./told";

/** The pool with all its models; the only handle that opens transactions. */
export type Database = PrismaClient;
/** What runs inside one transaction; a {@link Database} fits where this is asked for. */
export type Transaction = Prisma.TransactionClient;
export { Prisma };

/** How a process uses the database. */
export interface DatabaseOptions {
  /** Connections at most; 10 without it. */
  readonly poolSize?: number;
  /** Called when an idle connection breaks; the pool makes a new one by itself. */
  readonly onError?: (error: Error) => void;
  /** Called after every transaction that changed rows which triggers tell of; see {@link hearChanges}. */
  readonly onChanges?: Tell;
}

/** Opens a pool on a PostgreSQL URL. Connects at the first query; end it with `$disconnect()`. */
export function createDatabase(url: string, options: DatabaseOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
  });
  // A broken connection says so in an event, which would end the process if nobody listened: neither the pool nor the
  // adapter does while a connection changes hands.
  pool.on("connect", (client) => {
    client.on("error", () => {});
    if (options.onChanges) hearChanges(client, options.onChanges);
  });
  const onError = options.onError ?? (() => {});
  const adapter = new PrismaPg(pool, { disposeExternalPool: true, onPoolError: onError, onConnectionError: onError });
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 60_000 } });
}

/**
 * The name of the unique constraint that a write broke (`queues_company_name_key`); undefined for any other error.
 * Prisma 7 hides it in the driver adapter's cause.
 */
export function brokenConstraint(error: unknown): string | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined;
  const meta = error.meta as { driverAdapterError?: { cause?: AdapterCause } } | undefined;
  const cause = meta?.driverAdapterError?.cause;
  if (error.code !== "P2002" && cause?.originalCode !== "23505") return undefined;
  return cause?.constraint?.index ?? /unique constraint "(.*?)"/.exec(cause?.originalMessage ?? "")?.[1] ?? "";
}

interface AdapterCause {
  readonly originalCode?: string;
  readonly originalMessage?: string;
  readonly constraint?: { readonly index?: string };
}
