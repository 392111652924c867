import pg from "pg";
import type { Compactor } from "../compactor";
import type { GroupCommit } from "../group-commit";
import { scanLogs } from "../logs/scan";
import type { EventStoreOptions } from "../open";
import { encodeBatch, type Rows } from "../rows";
import { readRuns } from "../scalars/export";
import { scanScalars } from "../scalars/scan";
import { readSeries } from "../scalars/series";
import { readWindows } from "../scalars/windows";
import { Matchers } from "../search/matcher";
import { Pattern } from "../search/pattern";
import type { SearchPage, SearchQuery } from "../search/query";
import { searchLogs } from "../search/search";
import type {
  Batch,
  CompactionResult,
  EventStore,
  Health,
  LatestQuery,
  OwnersQuery,
  Page,
  PruneQuery,
  RemoveQuery,
  RunsPage,
  RunsQuery,
  ScanQuery,
  Series,
  SeriesQuery,
  Summary,
  SummaryQuery,
  ThinQuery,
  Usage,
  Windows,
  WindowsQuery,
} from "../store";
import { compactNow, postgresCompactor } from "./compactor";
import { explained } from "./faults";
import { listOwners } from "./owners";
import { prune } from "./prune";
import { numericTypes, PostgresBlocks, PostgresChunks } from "./readers";
import { readLatest, scanRecords } from "./records";
import { remove } from "./remove";
import { upgradeSchema } from "./schema";
import { inSnapshot } from "./sql";
import { summarize } from "./summarize";
import { thin } from "./thin";
import { usage } from "./usage";
import { groupWriter } from "./writer";

const defaultPoolSize = 6;

/** Column chunks in PostgreSQL, in a schema of its own (`events`). */
export class PostgresEventStore implements EventStore {
  readonly #pool: pg.Pool;
  readonly #writer: GroupCommit<Rows>;
  readonly #compactor: Compactor | undefined;
  readonly #matchers = new Matchers();
  readonly #accepted = new Set<Promise<void>>();

  constructor({ url, poolSize, autoCompact = true, onBackgroundError = () => {} }: EventStoreOptions) {
    this.#pool = new pg.Pool({ connectionString: url, max: poolSize ?? defaultPoolSize, types: numericTypes });
    // A connection that breaks says so in an event, which would end the process if nobody listened. The pool listens to
    // those that nobody uses; to the others the next statement says it, but not while they change hands.
    this.#pool.on("error", onBackgroundError);
    this.#pool.on("connect", (client) => client.on("error", () => {}));
    this.#writer = groupWriter(this.#pool);
    this.#compactor = autoCompact ? postgresCompactor(this.#pool, onBackgroundError) : undefined;
  }

  async ready(): Promise<void> {
    await upgradeSchema(this.#pool);
    this.#compactor?.start();
  }

  async append(batch: Batch): Promise<void> {
    const appended = encodeBatch(batch).then((rows) => this.#writer.add(rows));
    this.#accepted.add(appended);
    try {
      await appended;
    } catch (error) {
      throw explained(error);
    } finally {
      this.#accepted.delete(appended);
    }
  }

  async scan(query: ScanQuery): Promise<Page> {
    const { kind } = query;
    if (kind === "scalar")
      return inSnapshot(this.#pool, (connection) => scanScalars(new PostgresChunks(connection), query));
    if (kind === "log") return inSnapshot(this.#pool, (connection) => scanLogs(new PostgresBlocks(connection), query));
    return scanRecords(this.#pool, { ...query, kind });
  }

  async latest(query: LatestQuery): ReturnType<EventStore["latest"]> {
    return readLatest(this.#pool, query);
  }

  async series(query: SeriesQuery): Promise<readonly Series[]> {
    // One statement, one state.
    if (query.last === undefined) return readSeries(new PostgresChunks(this.#pool), query);
    return inSnapshot(this.#pool, (connection) => readSeries(new PostgresChunks(connection), query));
  }

  async windows(query: WindowsQuery): Promise<readonly Windows[]> {
    return inSnapshot(this.#pool, (connection) => readWindows(new PostgresChunks(connection), query));
  }

  async summarize(query: SummaryQuery): Promise<readonly Summary[]> {
    return inSnapshot(this.#pool, (connection) => summarize(connection, query));
  }

  async owners(query: OwnersQuery): Promise<readonly string[]> {
    return listOwners(this.#pool, query);
  }

  async runs(query: RunsQuery): Promise<RunsPage> {
    return inSnapshot(this.#pool, (connection) => readRuns(new PostgresChunks(connection), query));
  }

  async search(query: SearchQuery): Promise<SearchPage> {
    const pattern = new Pattern(query);
    return this.#matchers.run(pattern, (match) =>
      inSnapshot(this.#pool, (connection) => searchLogs(new PostgresBlocks(connection), query, { pattern, match })),
    );
  }

  async remove(query: RemoveQuery): Promise<number> {
    return remove(this.#pool, query);
  }

  async usage(owners: readonly string[]): Promise<readonly Usage[]> {
    return usage(this.#pool, owners);
  }

  async thin(query: ThinQuery): Promise<readonly Usage[]> {
    return thin(this.#pool, query);
  }

  async prune(query: PruneQuery): Promise<readonly Usage[]> {
    return prune(this.#pool, query);
  }

  async compact(owner?: string): Promise<CompactionResult> {
    return compactNow(this.#pool, owner);
  }

  async health(): Promise<Health> {
    const reason = await this.#fault().catch((error: Error) => `the database does not answer: ${error.message}`);
    return { engine: "postgresql", ok: reason === undefined, ...(reason === undefined ? {} : { reason }) };
  }

  /** What keeps the store from working, in words. */
  async #fault(): Promise<string | undefined> {
    const { rows } = await this.#pool.query<{ present: boolean; readonly: string }>(
      "SELECT to_regclass('events.chunk') IS NOT NULL AS present, current_setting('transaction_read_only') AS readonly",
    );
    if (rows[0]?.readonly === "on") return "the database is read-only";
    return rows[0]?.present ? undefined : "the database has no event store yet";
  }

  async close(): Promise<void> {
    await this.#compactor?.stop();
    await Promise.allSettled(this.#accepted);
    await this.#matchers.close();
    await this.#pool.end();
  }
}
