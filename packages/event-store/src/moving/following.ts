import pg from "pg";
import { openEventStore } from "../open";
import type { SearchPage, SearchQuery } from "../search/query";
import {
  type Batch,
  type CompactionResult,
  EventInputError,
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
import { Board, forwarded, type Secrets, type Side, type State } from "./board";
import { Door } from "./door";
import { DATABASE, type Place, placeName } from "./place";
import { LEASE, Session, type Tenure } from "./session";

export interface FollowingOptions {
  /** The main database: it knows of moves, and is where the events are when nothing else is said. */
  readonly databaseUrl: string;
  /** Where the settings say that the events are; undefined: the main database. */
  readonly place?: Place;
  readonly secrets: Secrets;
  readonly autoCompact?: boolean;
  readonly onBackgroundError?: (error: unknown) => void;
  /** Told when the events are elsewhere than the settings say. */
  readonly onForwarded?: (forwarding: { readonly from: string; readonly to: string; readonly moved_at: Date }) => void;
  /** Milliseconds; the same for all processes and the mover. Tests ask for less. */
  readonly lease?: number;
}

/** Connections that writers hold while a move is on. */
const writers = 8;
/** A move that goes on and on is not followed for ever. */
const maxAttempts = 20;

/** What a process works by, as long as its tenure lasts. */
class Mode {
  #busy = 0;
  #onIdle: (() => void) | undefined;

  constructor(
    readonly tenure: Tenure,
    /** Read from; written to when no move is on. */
    readonly main: Door,
    /** While a move is on. */
    readonly sides?: { readonly source: Door; readonly target: Door },
  ) {}

  /** Runs something by this mode. */
  async use<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
      if (this.#busy === 0) this.#onIdle?.();
    }
  }

  /** Resolves when nothing works by it; call it when nothing new will. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#busy === 0) resolve();
      else this.#onIdle = resolve;
    });
  }
}

/** The state of the move is another one than the writer knew. */
class SupersededError extends Error {}

/** Owners as stores keep them; what cannot be kept is left to the store to refuse. */
const lockable = (owners: Iterable<string>): string[] => [
  ...new Set([...owners].filter((owner) => !owner.includes("\0")).map((owner) => owner.toWellFormed())),
];

const ownersOf = ({ scalars = [], events = [] }: Batch): string[] => [...scalars, ...events].map(({ owner }) => owner);

/** What of a batch belongs to these owners. */
function pick({ scalars = [], events = [] }: Batch, owners: ReadonlySet<string>): Batch {
  const isOf = ({ owner }: { readonly owner: string }): boolean => owners.has(owner.toWellFormed());
  return { scalars: scalars.filter(isOf), events: events.filter(isOf) };
}

const within = ({ owners }: { readonly owners: readonly string[] }, some: ReadonlySet<string>): string[] =>
  owners.filter((owner) => some.has(owner.toWellFormed()));

/**
 * The event store wherever it is: of the main database, or of another place, also while `limpid events move` takes it there and after. All
 * processes of a server use it, so that none writes or reads where the others no longer do.
 */
export class FollowingEventStore implements EventStore {
  readonly #options: FollowingOptions;
  readonly #pool: pg.Pool;
  readonly #board: Board;
  readonly #session: Session;
  readonly #doors = new Map<string, Door>();
  #mode: Mode | undefined;

  constructor(options: FollowingOptions) {
    this.#options = options;
    this.#pool = new pg.Pool({ connectionString: options.databaseUrl, max: writers });
    this.#pool.on("error", this.#onError);
    this.#pool.on("connect", (client) => client.on("error", () => {}));
    this.#board = new Board(this.#pool, options.secrets);
    this.#session = new Session({
      databaseUrl: options.databaseUrl,
      lease: options.lease ?? LEASE,
      onTenure: async (tenure) => this.#goOver(tenure),
      onError: this.#onError,
    });
  }

  readonly #onError = (error: unknown): void => this.#options.onBackgroundError?.(error);

  async ready(): Promise<void> {
    await this.#board.ready();
    await this.#session.start();
    await this.#current().main.store();
  }

  #current(): Mode {
    if (!this.#mode) throw new UnavailableError("the event store is not ready");
    return this.#mode;
  }

  #goOver(tenure: Tenure): { left: Promise<void> } {
    const before = this.#mode;
    this.#mode = this.#modeOf(tenure);
    return { left: before ? before.idle().then(() => this.#closeUnused()) : Promise.resolve() };
  }

  #modeOf(tenure: Tenure): Mode {
    const { state } = tenure;
    const named = this.#options.place ? placeName(this.#options.place, this.#options.databaseUrl) : DATABASE;
    const forwarding = forwarded(named, state);
    const settled = forwarding ?? { name: named, access: null };
    const { phase, source, target } = state;
    if (phase === "settled" || !source || !target) {
      if (forwarding) this.#options.onForwarded?.({ from: named, to: forwarding.name, moved_at: forwarding.moved_at });
      return new Mode(tenure, this.#door(settled, named));
    }
    const isKnown = [source.name, target.name].includes(settled.name);
    const sides = { source: this.#door(source, named), target: this.#door(target, named) };
    if (isKnown) return new Mode(tenure, phase === "copying" ? sides.source : sides.target, sides);
    const reason = `EVENTS_URL of this process names ${named}, but the events are being moved from ${source.name} to ${target.name}`;
    const closed = new Door(settled.name, () => Promise.reject(new UnavailableError(reason)));
    return new Mode(tenure, closed, { source: closed, target: closed });
  }

  /** @param named the place of the settings, whose credentials are the freshest */
  #door(side: Side, named: string): Door {
    const known = this.#doors.get(side.name);
    if (known) return known;
    const door = new Door(side.name, async () => {
      const own = side.name === named ? this.#options.place : this.#board.access(side);
      return openEventStore({
        ...(own ?? { url: this.#options.databaseUrl }),
        autoCompact: this.#options.autoCompact,
        onBackgroundError: this.#onError,
      });
    });
    this.#doors.set(side.name, door);
    return door;
  }

  #closeUnused(): void {
    const used = new Set([this.#mode?.main, this.#mode?.sides?.source, this.#mode?.sides?.target]);
    for (const [name, door] of this.#doors) {
      if (used.has(door)) continue;
      this.#doors.delete(name);
      void door.close().catch(this.#onError);
    }
  }

  /** Runs something by a mode that may be worked by now. */
  async #use<Result>(work: (mode: Mode) => Promise<Result>): Promise<Result> {
    if (!this.#current().tenure.isValid) await this.#session.refresh(() => this.#current().tenure);
    const mode = this.#current();
    return mode.use(() => work(mode));
  }

  /** Reads where all that was acknowledged is. */
  #read<Result>(work: (store: EventStore) => Promise<Result>): Promise<Result> {
    return this.#use(async ({ main }) => work(await main.store()));
  }

  /**
   * Changes events of some owners, on both sides where that is due.
   * @param work does it on one store, for those owners whose events the store shall have (null: for all)
   */
  async #write<Result>(
    owners: readonly string[],
    work: (store: EventStore, some: ReadonlySet<string> | null) => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#use((mode) =>
          mode.sides ? this.#writeMoving(mode, owners, work) : this.#writePlain(mode, work),
        );
      } catch (error) {
        if (!(error instanceof SupersededError)) throw error;
        if (attempt >= maxAttempts) throw new UnavailableError("the events are being moved");
        await this.#session.refresh(() => this.#current().tenure);
      }
    }
  }

  async #writePlain<Result>(mode: Mode, work: (store: EventStore, some: null) => Promise<Result>): Promise<Result> {
    const result = await work(await mode.main.store(), null);
    // Otherwise a move may have begun to copy what this has changed.
    if (!mode.tenure.isValid) throw new UnavailableError("the database did not answer meanwhile");
    return result;
  }

  async #writeMoving<Result>(
    mode: Mode,
    owners: readonly string[],
    work: (store: EventStore, some: ReadonlySet<string> | null) => Promise<Result>,
  ): Promise<Result> {
    const { source, target } = mode.sides ?? { source: mode.main, target: mode.main };
    const all = lockable(owners);
    return this.#asUnavailable(() =>
      this.#board.write(all, async ({ epoch, phase, moved, unknown }) => {
        if (phase === "settled" || isAnother(mode.tenure.state, epoch)) throw new SupersededError();
        const both = new Set(phase === "switching" ? all : [...moved, ...unknown]);
        const sourceAlone = all.filter((owner) => !both.has(owner));
        let result: Result;
        try {
          result = await work(await source.store(), null);
        } catch (error) {
          if (error instanceof EventInputError) throw error;
          // It may be stored all the same.
          if (phase === "switching") throw error;
          return { result: () => raise(error), onlySource: all, onBoth: [] };
        }
        try {
          if (both.size > 0) await work(await target.store(), both);
        } catch (error) {
          // Everybody reads the source: it goes on, and the mover copies these owners again.
          if (phase === "switching") throw error;
          this.#onError(error);
          return { result: () => result, onlySource: all, onBoth: [] };
        }
        return { result: () => result, onlySource: sourceAlone, onBoth: unknown };
      }),
    );
  }

  /** What the main database says when it goes away is no answer for a client. */
  async #asUnavailable<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!isBroken(error)) throw error;
      throw new UnavailableError("the database went away while the events are being moved", { cause: error });
    }
  }

  append(batch: Batch): Promise<void> {
    return this.#write(ownersOf(batch), (store, some) => store.append(some ? pick(batch, some) : batch));
  }

  remove(query: RemoveQuery): Promise<number> {
    return this.#write(query.owners, (store, some) =>
      store.remove(some ? { ...query, owners: within(query, some) } : query),
    );
  }

  thin(query: ThinQuery): Promise<readonly Usage[]> {
    if (query.dryRun) return this.#read((store) => store.thin(query));
    return this.#write(query.owners, (store, some) =>
      store.thin(some ? { ...query, owners: within(query, some) } : query),
    );
  }

  prune(query: PruneQuery): Promise<readonly Usage[]> {
    if (query.dryRun) return this.#read((store) => store.prune(query));
    return this.#write(query.owners, (store, some) =>
      store.prune(some ? { ...query, owners: within(query, some) } : query),
    );
  }

  scan(query: ScanQuery): Promise<Page> {
    return this.#read((store) => store.scan(query));
  }

  latest(query: LatestQuery): ReturnType<EventStore["latest"]> {
    return this.#read((store) => store.latest(query));
  }

  series(query: SeriesQuery): Promise<readonly Series[]> {
    return this.#read((store) => store.series(query));
  }

  windows(query: WindowsQuery): Promise<readonly Windows[]> {
    return this.#read((store) => store.windows(query));
  }

  search(query: SearchQuery): Promise<SearchPage> {
    return this.#read((store) => store.search(query));
  }

  summarize(query: SummaryQuery): Promise<readonly Summary[]> {
    return this.#read((store) => store.summarize(query));
  }

  owners(query: OwnersQuery): Promise<readonly string[]> {
    return this.#read((store) => store.owners(query));
  }

  runs(query: RunsQuery): Promise<RunsPage> {
    return this.#read((store) => store.runs(query));
  }

  usage(owners: readonly string[]): Promise<readonly Usage[]> {
    return this.#read((store) => store.usage(owners));
  }

  compact(owner?: string): Promise<CompactionResult> {
    return this.#read((store) => store.compact(owner));
  }

  async health(): Promise<Health> {
    try {
      return await this.#read((store) => store.health());
    } catch (error) {
      const engine = this.place.startsWith("http") ? "elasticsearch" : "postgresql";
      return { engine, ok: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Where the events are read now; see placeName. */
  get place(): string {
    return this.#current().main.name;
  }

  async close(): Promise<void> {
    await this.#mode?.idle();
    await this.#session.close();
    await Promise.all([...this.#doors.values()].map((door) => door.close()));
    await this.#pool.end();
  }
}

const raise = (error: unknown): never => {
  throw error;
};

/** Another move than the one that the writer follows; its own may have gone from copying to switching. */
const isAnother = (known: State, epoch: number): boolean =>
  epoch < known.epoch || epoch > known.epoch + (known.phase === "copying" ? 1 : 0);

/** What the driver says when a connection broke, or the server goes down. */
const isBroken = (error: unknown): boolean =>
  error instanceof Error &&
  (/^Connection terminated|^Client has encountered a connection error|timeout/.test(error.message) ||
    /^(57P..|08...|E(CONNREFUSED|CONNRESET|PIPE|NOTFOUND))$/.test(String((error as NodeJS.ErrnoException).code)));
