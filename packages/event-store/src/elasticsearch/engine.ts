import type { Client } from "@elastic/elasticsearch";
import { CorruptDataError } from "../codec/bytes";
import { Compactor, compactEach } from "../compactor";
import type { GroupCommit } from "../group-commit";
import type { EventStoreOptions } from "../open";
import { encodeBatch, type Rows } from "../rows";
import { readRuns } from "../scalars/export";
import { readSeries } from "../scalars/series";
import { readWindows } from "../scalars/windows";
import { Matchers } from "../search/matcher";
import { Pattern } from "../search/pattern";
import type { SearchPage, SearchQuery } from "../search/query";
import { searchLogs } from "../search/search";
import {
  type Batch,
  type CompactionResult,
  type EventStore,
  type Health,
  type LatestQuery,
  type OwnersQuery,
  type Page,
  type PruneQuery,
  type RemoveQuery,
  type RunsPage,
  type RunsQuery,
  type ScanQuery,
  type Series,
  type SeriesQuery,
  type Summary,
  type SummaryQuery,
  type ThinQuery,
  UnavailableError,
  type Usage,
  type Windows,
  type WindowsQuery,
} from "../store";
import { addUp } from "../usage";
import { compact } from "./compaction";
import { connect, prefixOf } from "./connect";
import { Documents } from "./documents";
import { pause, persist } from "./faults";
import { Heads } from "./heads";
import { Indices } from "./indices";
import { prune } from "./prune";
import { latest, scan, summarize } from "./read";
import { remove } from "./remove";
import { Snapshot, VanishedError } from "./snapshot";
import { Sweeper } from "./sweep";
import { thin } from "./thin";
import { inOwnerParts, usageOf } from "./usage";
import { groupWriter } from "./writer";

/** How often a read begins anew because what it reads was merged meanwhile. */
const maxReads = 20;
/** Encoded batches that wait for their turn; more are refused before they fill the memory. */
const maxWaitingBytes = 64 * 1024 * 1024;
/** Milliseconds between looks whether the indices are there. */
const installEvery = 60_000;
/** Milliseconds between looks at the month, the size of the index, and what was left behind. */
const keepHouseEvery = 600_000;

/** With what the client said, which is for operators only. */
const describe = ({ message, cause }: Error): string =>
  cause instanceof Error ? `${message}: ${cause.message.split("\n", 1)[0]}` : message;

/** Column chunks in documents of Elasticsearch. */
export class ElasticsearchEventStore implements EventStore {
  readonly #client: Client;
  readonly #indices: Indices;
  readonly #documents: Documents;
  readonly #heads: Heads;
  readonly #sweeper: Sweeper;
  readonly #writer: GroupCommit<Rows>;
  readonly #compactor: Compactor | undefined;
  readonly #matchers = new Matchers();
  readonly #accepted = new Set<Promise<void>>();
  #prepared: Promise<void> | undefined;
  #installed = 0;
  #housekept = 0;

  constructor(options: EventStoreOptions) {
    const { autoCompact = true, onBackgroundError = () => {} } = options;
    this.#client = connect(options);
    this.#indices = new Indices(this.#client, prefixOf(options.url));
    this.#documents = new Documents(this.#client, this.#indices);
    this.#heads = new Heads(this.#client, this.#indices, this.#documents);
    this.#sweeper = new Sweeper(this.#client, this.#indices, this.#heads, this.#documents);
    this.#writer = groupWriter(this.#documents, this.#heads);
    this.#compactor = autoCompact ? this.#newCompactor(onBackgroundError) : undefined;
  }

  #newCompactor(onError: (error: unknown) => void): Compactor {
    return new Compactor(
      {
        freshOwners: async () => {
          await this.#prepare();
          await this.#keepHouse();
          return this.#heads.freshOwners();
        },
        compact: (owner, state, signal) => compact(owner, state, { ...this.#parts, patient: false, signal }),
      },
      onError,
    );
  }

  async #keepHouse(): Promise<void> {
    if (Date.now() - this.#housekept < keepHouseEvery) return;
    this.#housekept = Date.now();
    await this.#indices.rollOver(Date.now());
    await this.#sweeper.step();
  }

  get #parts() {
    return { heads: this.#heads, documents: this.#documents };
  }

  /** Without Elasticsearch it is ready as well: each call then says what is wrong, and goes once it is there. */
  async ready(): Promise<void> {
    try {
      await this.#prepare();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
    }
    this.#compactor?.start();
  }

  /** @throws UnavailableError at once; the next call tries again */
  async #prepare(): Promise<void> {
    this.#prepared ??= this.#install().catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    await this.#prepared;
    // Somebody may have emptied the cluster: the indices come again while calls go on.
    if (Date.now() - this.#installed >= installEvery) await this.#install().catch(() => {});
  }

  async #install(): Promise<void> {
    this.#installed = Date.now();
    await this.#indices.install(0);
  }

  async append(batch: Batch): Promise<void> {
    const appended = this.#append(batch);
    this.#accepted.add(appended);
    try {
      await appended;
    } finally {
      this.#accepted.delete(appended);
    }
  }

  async #append(batch: Batch): Promise<void> {
    const rows = await encodeBatch(batch);
    await this.#prepare();
    if (this.#writer.waitingBytes > maxWaitingBytes) {
      throw new UnavailableError("Elasticsearch does not keep up with what is written");
    }
    await this.#writer.add(rows);
  }

  /** Reads one state of some owners; anew when that was merged away meanwhile. */
  async #read<Result>(owners: readonly string[], work: (snapshot: Snapshot) => Promise<Result>): Promise<Result> {
    await this.#prepare();
    for (let attempt = 1; ; attempt++) {
      try {
        return await work(await Snapshot.read(this.#heads, this.#documents, owners));
      } catch (error) {
        if (!(error instanceof VanishedError)) throw error;
        if (attempt >= maxReads) throw new CorruptDataError(error.message, { cause: error });
        if (attempt > 2) await pause(Math.min(attempt, 4));
      }
    }
  }

  async scan(query: ScanQuery): Promise<Page> {
    return this.#read([query.owner], (snapshot) => scan(snapshot, query));
  }

  async latest(query: LatestQuery): ReturnType<EventStore["latest"]> {
    return this.#read(query.owners, (snapshot) => latest(snapshot, query));
  }

  async series(query: SeriesQuery): Promise<readonly Series[]> {
    return this.#read(query.owners, (snapshot) => readSeries(snapshot.chunkReader, query));
  }

  async windows(query: WindowsQuery): Promise<readonly Windows[]> {
    return this.#read(query.owners, (snapshot) => readWindows(snapshot.chunkReader, query));
  }

  async summarize(query: SummaryQuery): Promise<readonly Summary[]> {
    return this.#read(query.owners, (snapshot) => summarize(snapshot, query));
  }

  async owners(query: OwnersQuery): Promise<readonly string[]> {
    await this.#prepare();
    return this.#heads.owners(query);
  }

  async runs(query: RunsQuery): Promise<RunsPage> {
    return this.#read([query.owner], (snapshot) => readRuns(snapshot.chunkReader, query));
  }

  async search(query: SearchQuery): Promise<SearchPage> {
    const pattern = new Pattern(query);
    return this.#matchers.run(pattern, (match) =>
      this.#read([query.owner], (snapshot) => searchLogs(snapshot.blockReader, query, { pattern, match })),
    );
  }

  async remove(query: RemoveQuery): Promise<number> {
    await this.#prepare();
    return remove(this.#heads, this.#documents, query);
  }

  async usage(owners: readonly string[]): Promise<readonly Usage[]> {
    await this.#prepare();
    const found: Usage[] = [];
    for (const part of inOwnerParts(owners)) {
      found.push(...(await this.#read(part, async (snapshot) => usageOf(snapshot))));
    }
    return addUp(found);
  }

  async thin(query: ThinQuery): Promise<readonly Usage[]> {
    await this.#prepare();
    return thin(this.#heads, this.#documents, query);
  }

  async prune(query: PruneQuery): Promise<readonly Usage[]> {
    await this.#prepare();
    return prune(this.#heads, this.#documents, query);
  }

  async compact(owner?: string): Promise<CompactionResult> {
    await this.#prepare();
    const owners = owner === undefined ? await this.#heads.untidyOwners() : [owner];
    return compactEach(owners, (one) => compact(one, "settled", { ...this.#parts, patient: true }));
  }

  async health(): Promise<Health> {
    const reason = await this.#fault().catch(describe);
    return { engine: "elasticsearch", ok: reason === undefined, ...(reason === undefined ? {} : { reason }) };
  }

  /** What keeps the store from working, in words. */
  async #fault(): Promise<string | undefined> {
    await this.#prepare();
    const { result } = await persist(
      () =>
        this.#client.indices.getSettings({
          index: [this.#indices.heads, this.#indices.documents],
          flat_settings: true,
        }),
      0,
    );
    for (const [index, { settings }] of Object.entries(result)) {
      const blocks = Object.entries(settings ?? {}).filter(
        ([name, value]) => /^index\.blocks\.(read_only|write)/.test(name) && String(value) === "true",
      );
      if (blocks[0]) return `Elasticsearch takes no writes: ${index} has ${blocks[0][0]}`;
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.#compactor?.stop();
    await Promise.allSettled(this.#accepted);
    await this.#matchers.close();
    await this.#client.close();
  }
}
