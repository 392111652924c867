import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openEventStore } from "../open";
import type { Batch, EventStore } from "../store";
import { Board, forwarded, type Secrets, type Side, type State } from "./board";
import { bytesOf, eventsIn } from "./content";
import { MoveError, moveOwner } from "./copy";
import { DATABASE, type Place, placeName } from "./place";
import { LOCKS } from "./schema";
import { LEASE } from "./session";

/** What a mover is at. */
export type Step = "waiting" | "clearing" | "listing" | "copying" | "switching" | "deleting";

/** How far it is; since the move began, also by movers before. */
export interface Progress {
  readonly step: Step;
  readonly owners: number;
  readonly ownersDone: number;
  readonly events: number;
  readonly eventsDone: number;
  /** Read and written by this mover, about. */
  readonly bytes: number;
}

export interface MoverOptions {
  readonly databaseUrl: string;
  /** Where the settings say that the events are; undefined: the main database. */
  readonly named?: Place;
  readonly secrets: Secrets;
  readonly onProgress?: (progress: Progress) => void;
  /** As for FollowingEventStore. */
  readonly lease?: number;
  /** Ends the mover; what is done stays done. */
  readonly signal?: AbortSignal;
}

export interface MoveRequest {
  /** Only checked: the events are moved from where they are. */
  readonly from?: Place;
  /** Undefined goes on with the move that is on. */
  readonly to?: Place;
  /** What the target has is deleted first. */
  readonly replace?: boolean;
}

/** What a move would do, or has done. */
export interface Summing {
  readonly from: string;
  readonly to: string;
  readonly owners: number;
  readonly events: number;
}

const ownersAtOnce = 200;
/** Owners that are copied side by side. */
const copiers = 2;
/** Leases that the mover waits for a process that works by an older state. */
const patience = 6;
const probePrefix = "limpid-move-probe-";

/** Owners that only a mover has written. */
const isProbe = (owner: string): boolean => owner.startsWith(probePrefix);

/** All owners of a store, some at a time. */
async function* ownersOf(store: EventStore): AsyncGenerator<readonly string[]> {
  for (let after: string | undefined; ; ) {
    const page = await store.owners({ limit: ownersAtOnce, after });
    if (page.length > 0) yield page;
    if (page.length < ownersAtOnce) return;
    after = page.at(-1);
  }
}

/** Takes the events of a server from one place to another while it runs. */
export class Mover {
  readonly #pool: pg.Pool;
  readonly #board: Board;
  readonly #client: pg.Client;
  readonly #stores = new Map<string, Promise<EventStore>>();
  #progress: Progress = { step: "waiting", owners: 0, ownersDone: 0, events: 0, eventsDone: 0, bytes: 0 };

  constructor(private readonly options: MoverOptions) {
    this.#pool = new pg.Pool({ connectionString: options.databaseUrl, max: copiers + 2 });
    this.#pool.on("error", () => {});
    this.#pool.on("connect", (client) => client.on("error", () => {}));
    this.#client = new pg.Client({ connectionString: options.databaseUrl });
    this.#client.on("error", () => {});
    this.#board = new Board(this.#pool, options.secrets);
  }

  /** Connects. Call before all else. */
  async ready(): Promise<void> {
    await this.#client.connect();
    await this.#board.ready();
  }

  state(): Promise<State> {
    return this.#board.state();
  }

  tally(): ReturnType<Board["tally"]> {
    return this.#board.tally();
  }

  /** Where the events are. */
  #present(state: State): { readonly name: string; readonly place: Place | undefined } {
    const { named, databaseUrl } = this.options;
    const name = named ? placeName(named, databaseUrl) : DATABASE;
    const forwarding = forwarded(name, state);
    return forwarding
      ? { name: forwarding.name, place: this.#board.access(forwarding) }
      : { name, place: name === DATABASE ? undefined : named };
  }

  #side(place: Place): Side {
    const name = placeName(place, this.options.databaseUrl);
    return this.#board.sealed(name, name === DATABASE ? undefined : place);
  }

  #store(side: Side): Promise<EventStore> {
    const known = this.#stores.get(side.name);
    if (known) return known;
    const opening = this.#open(side);
    this.#stores.set(side.name, opening);
    return opening;
  }

  /** @throws MoveError when it is not well */
  async #open(side: Side): Promise<EventStore> {
    const place = this.#board.access(side) ?? { url: this.options.databaseUrl };
    const store = await openEventStore({ ...place, autoCompact: false });
    const ready = store.ready().then(
      () => store.health(),
      (error: Error) => ({ ok: false, reason: error.message }),
    );
    const { ok, reason } = await ready;
    if (ok) return store;
    await store.close();
    throw new MoveError(`${side.name}: ${reason}`);
  }

  #tell(change: Partial<Progress>): void {
    this.options.signal?.throwIfAborted();
    this.#progress = { ...this.#progress, ...change };
    this.options.onProgress?.(this.#progress);
  }

  /** @throws MoveError while another mover is at work */
  async #lock(): Promise<void> {
    const { rows } = await this.#client.query<{ mine: boolean }>("SELECT pg_try_advisory_lock($1, 0) AS mine", [
      LOCKS.mover,
    ]);
    if (!rows[0]?.mine) throw new MoveError("another limpid events is at work");
  }

  /** Resolves when no process works by an older state any more. */
  async #barrier(): Promise<void> {
    const lease = this.options.lease ?? LEASE;
    const lock = [LOCKS.epoch, (await this.#board.state()).epoch - 1];
    for (;;) {
      await this.#client.query(`SET lock_timeout = ${patience * lease}`);
      const isLocked = await this.#client.query("SELECT pg_advisory_lock($1, $2)", lock).then(
        () => true,
        (error: pg.DatabaseError) => {
          if (error.code === "55P03") return false;
          throw error;
        },
      );
      if (isLocked) break;
      // Who stands still must not hold the others up; what it has not answered by the end of its lease it never will.
      await this.#client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        lock,
      );
    }
    await this.#client.query("SELECT pg_advisory_unlock($1, $2)", lock);
    const { signal } = this.options;
    await sleep(lease, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }

  /** Checks a move that is to begin. @returns null when the events are there already @throws MoveError */
  async #plan(state: State, { from, to, replace }: MoveRequest): Promise<{ source: Side; target: Side } | null> {
    if (!to) throw new MoveError("no move is on: say where to with --to");
    const present = this.#present(state);
    const target = this.#side(to);
    if (target.name === present.name) return null;
    if (from && placeName(from, this.options.databaseUrl) !== present.name) {
      throw new MoveError(`the events are at ${present.name}, not at ${placeName(from, this.options.databaseUrl)}`);
    }
    const source = this.#board.sealed(present.name, present.place && (from ?? present.place));
    await this.#refuseSame(source, target);
    const [found] = (await (await this.#store(target)).owners({ limit: 2 })).filter((owner) => !isProbe(owner));
    if (found !== undefined && !replace) {
      throw new MoveError(`${target.name} has events already: with --replace they are deleted first`);
    }
    return { source, target };
  }

  /** Two names may be one place. */
  async #refuseSame(source: Side, target: Side): Promise<void> {
    const owner = `${probePrefix}${randomUUID()}`;
    const [from, to] = [await this.#store(source), await this.#store(target)];
    await to.append({ events: [{ kind: "log", owner, metric: "", variant: "", timestamp: 0 }] });
    try {
      const found = await from.summarize({ owners: [owner] });
      if (found.length > 0) throw new MoveError(`${source.name} and ${target.name} are the same place`);
    } finally {
      await to.remove({ owners: [owner] });
    }
  }

  /** What a move would take along; null: they are there already. Changes nothing that stays. @throws MoveError */
  async rehearse(request: MoveRequest): Promise<Summing | null> {
    const state = await this.#board.state();
    if (state.phase !== "settled") throw new MoveError("a move is on: see limpid events status");
    const plan = await this.#plan(state, request);
    if (!plan) return null;
    const { source, target } = plan;
    let [owners, events] = [0, 0];
    const store = await this.#store(source);
    for await (const page of ownersOf(store)) {
      owners += page.length;
      for (const count of (await this.#counts(store, page)).values()) events += count;
      this.#tell({ step: "listing", owners, events });
    }
    return { from: source.name, to: target.name, owners, events };
  }

  async #counts(store: EventStore, owners: readonly string[]): Promise<Map<string, number>> {
    const counts = new Map(owners.map((owner) => [owner, 0]));
    for (const { owner, count } of await store.summarize({ owners }))
      counts.set(owner, (counts.get(owner) ?? 0) + count);
    return counts;
  }

  /**
   * Begins a move, or goes on with the one that is on, and ends it.
   * @returns null when the events are there already
   * @throws MoveError; UnavailableError and others when a side fails. What is done stays done: run it again.
   */
  async run(request: MoveRequest): Promise<Summing | null> {
    await this.#lock();
    const before = await this.#board.state();
    if (before.phase === "settled") {
      const plan = await this.#plan(before, request);
      if (!plan) return null;
      this.#tell({ step: "waiting" });
      await this.#barrier();
      await this.#board.begin(plan.source, plan.target);
    } else this.#checkSame(before, request);
    const { source, target, phase } = await this.#board.state();
    if (!source || !target) throw new MoveError("the move has lost its sides");
    if (phase === "copying") await this.#copyAll(source, target);
    this.#tell({ step: "switching" });
    await this.#barrier();
    const { owners, events } = await this.#board.tally();
    await this.#board.settle();
    return { from: source.name, to: target.name, owners, events };
  }

  /** @throws MoveError when another move is asked for than the one that is on */
  #checkSame({ source, target }: State, { from, to }: MoveRequest): void {
    const differs = (place: Place | undefined, side: Side | null): boolean =>
      place !== undefined && placeName(place, this.options.databaseUrl) !== side?.name;
    if (differs(from, source) || differs(to, target)) {
      throw new MoveError(
        `the events are being moved from ${source?.name} to ${target?.name}: finish that, or limpid events abort`,
      );
    }
  }

  async #copyAll(source: Side, target: Side): Promise<void> {
    const [from, to] = [await this.#store(source), await this.#store(target)];
    this.#tell({ step: "waiting" });
    await this.#barrier();
    await this.#prepare(from, to);
    do await this.#copyLeft(from, to);
    while (!(await this.#board.switchOver()));
  }

  async #prepare(from: EventStore, to: EventStore): Promise<void> {
    const state = await this.#board.state();
    if (!state.is_cleared) {
      await this.#clear(to, "clearing");
      await this.#board.note("is_cleared");
    }
    if (!state.is_listed) {
      let [owners, events] = [0, 0];
      for await (const page of ownersOf(from)) {
        const counts = await this.#counts(from, page);
        await this.#board.list(counts);
        owners += page.length;
        for (const count of counts.values()) events += count;
        this.#tell({ step: "listing", owners, events });
      }
      await this.#board.note("is_listed");
    }
  }

  /** Deletes all that a store has. */
  async #clear(store: EventStore, step: Step): Promise<number> {
    let count = 0;
    for (;;) {
      const owners = await store.owners({ limit: ownersAtOnce });
      if (owners.length === 0) return count;
      await store.remove({ owners });
      count += owners.length;
      this.#tell({ step, ownersDone: count });
    }
  }

  async #copyLeft(from: EventStore, to: EventStore): Promise<void> {
    const { owners, moved, expected, events } = await this.#board.tally();
    this.#tell({ step: "copying", owners, ownersDone: moved, events: expected, eventsDone: events });
    for (;;) {
      const left = await this.#board.left(ownersAtOnce);
      if (left.length === 0) return;
      const queue = left.values();
      const work = async (): Promise<void> => {
        // Those who share an iterator share the work.
        for (const owner of queue) {
          await moveOwner(this.#board, from, to, owner, (batch) => this.#count(batch));
          this.#tell({
            ownersDone: this.#progress.ownersDone + 1,
            owners: Math.max(this.#progress.owners, this.#progress.ownersDone + 1),
          });
        }
      };
      const done = await Promise.allSettled(Array.from({ length: copiers }, work));
      for (const one of done) if (one.status === "rejected") throw one.reason;
    }
  }

  #count(batch: Batch): void {
    const { eventsDone, bytes } = this.#progress;
    this.#tell({ eventsDone: eventsDone + eventsIn(batch), bytes: bytes + bytesOf(batch) });
  }

  /** Ends a move without a switch: the source keeps all. @returns owners that were deleted from the target @throws MoveError */
  async abort(): Promise<number> {
    await this.#lock();
    const { phase, target } = await this.#board.state();
    if (phase === "settled" || !target) throw new MoveError("no move is on");
    if (phase === "switching") throw new MoveError("it has switched already: limpid events move ends it");
    await this.#board.abort();
    await this.#barrier();
    return this.#clear(await this.#store(target), "deleting");
  }

  /** Deletes what the source of the last move still has. @returns how many owners @throws MoveError */
  async deleteSource(): Promise<number> {
    await this.#lock();
    const state = await this.#board.state();
    const { phase, source, target } = state;
    if (phase !== "settled") throw new MoveError("the move is not over: limpid events move ends it");
    if (!source || !target) throw new MoveError("nothing was moved");
    if (this.#present(state).name === source.name) throw new MoveError(`the events are at ${source.name}`);
    await this.#barrier();
    return this.#clear(await this.#store(source), "deleting");
  }

  async close(): Promise<void> {
    const stores = await Promise.allSettled(this.#stores.values());
    await Promise.all(stores.map((one) => (one.status === "fulfilled" ? one.value.close() : undefined)));
    await this.#client.end().catch(() => {});
    await this.#pool.end();
  }
}
