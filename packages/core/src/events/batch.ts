import { type ScalarRun, SINGLE_VALUE_ITER } from "@limpid/event-store/store";
import type { Document } from "../platform/documents";
import { errors } from "../platform/errors";
import { JsonLines } from "../platform/json-lines";
import { type OwnerSummary, PairSummary } from "../tasks/last-metrics";
import { axisLabel, BadLine, type Line, type LineDefaults, readLine, scalarValue, storedEvent } from "./line";
import { LinePatterns } from "./patterns";

/** Their iterations are times of the machine, not of the training (wire-protocol §7.6). */
const MONITORS: ReadonlySet<string> = new Set([":monitor:machine", ":monitor:gpu"]);

/** What points of a run share: everything but iteration, time and value. */
interface Shared extends Pick<Line, "worker" | "key" | "extra"> {
  /** `extra` as text, to compare. */
  readonly extraText: string | undefined;
  readonly label: string | undefined;
  readonly hasValue: boolean;
}

const isAlike = (one: Shared, other: Shared): boolean =>
  one === other ||
  (one.worker === other.worker &&
    one.key === other.key &&
    one.label === other.label &&
    one.extraText === other.extraText &&
    one.hasValue === other.hasValue);

/** A {@link ScalarRun} while points are added to it. */
interface OpenRun extends ScalarRun {
  readonly iter: number[];
  readonly timestamp: number[];
  readonly value?: number[];
  readonly shared: Shared;
}

/** The scalars of one metric and variant. */
class Variant {
  readonly pair: PairSummary;
  readonly runs: OpenRun[] = [];
  newest = Number.NEGATIVE_INFINITY;
  #open: OpenRun | undefined;

  constructor(
    readonly owner: Owner,
    metric: string,
    variant: string,
  ) {
    this.pair = new PairSummary(metric, variant);
  }

  add(shared: Shared, iter: number, timestamp: number, value: number | undefined): void {
    const open = this.#open;
    // A new run when something differs, so that a later line wins.
    const run = open && isAlike(open.shared, shared) ? open : this.#run(shared);
    run.iter.push(iter);
    run.timestamp.push(timestamp);
    if (timestamp > this.newest) this.newest = timestamp;
    if (value === undefined) return;
    run.value?.push(value);
    this.pair.add(iter, timestamp, value, shared.label);
  }

  #run(shared: Shared): OpenRun {
    const { key, worker, extra, label, hasValue } = shared;
    const run: OpenRun = {
      owner: this.owner.id,
      metric: this.pair.metric,
      variant: this.pair.variant,
      worker,
      ...(key === undefined ? {} : { key }),
      ...(label === undefined ? {} : { x_axis_label: label }),
      ...(extra ? { extra } : {}),
      iter: [],
      timestamp: [],
      ...(hasValue ? { value: [] } : {}),
      shared,
    };
    this.runs.push(run);
    this.#open = run;
    return run;
  }
}

/** Where a scalar was added, to add to again. */
interface Curve {
  readonly variant: Variant;
  readonly shared: Shared;
}

/** Everything in a batch that belongs to one task or model. */
class Owner {
  lines = 0;
  readonly events: ReturnType<typeof storedEvent>[] = [];
  readonly #metrics = new Map<string, Map<string, Variant>>();
  readonly #stats = new Map<string, Record<string, number>>();
  #iter: number | null = null;

  constructor(
    readonly id: string,
    readonly model: boolean,
    readonly allowLocked: boolean,
  ) {}

  /** Console lines are only ever added; everything else changes results. */
  get hasResults(): boolean {
    return this.#metrics.size > 0 || this.events.some(({ kind }) => kind !== "log");
  }

  /** The kinds of events that are there. */
  get kinds(): Set<string> {
    return new Set([...(this.#metrics.size > 0 ? ["scalar"] : []), ...this.events.map(({ kind }) => kind)]);
  }

  /** @returns where it went, when it is a scalar */
  add(line: Line): Curve | undefined {
    const curve = line.type === "training_stats_scalar" ? this.#addScalar(line) : this.#addEvent(line);
    this.#count(line.metric, line.iter);
    return curve;
  }

  /** One more point like one that was added before. */
  addPoint(variant: Variant, shared: Shared, iter: number, timestamp: number, value: number): void {
    variant.add(shared, iter, timestamp, value);
    this.#count(variant.pair.metric, iter);
  }

  #count(metric: string, iter: number | undefined): void {
    this.lines++;
    if (iter !== undefined && (this.#iter === null || iter > this.#iter) && !MONITORS.has(metric)) this.#iter = iter;
  }

  #addScalar(line: Line): Curve {
    const { metric, variant: name, worker, key, extra, timestamp, iter = 0 } = line;
    const value = scalarValue(line);
    const extraText = extra && JSON.stringify(extra);
    const shared = { worker, key, extra, extraText, label: axisLabel(line), hasValue: value !== undefined };
    let variants = this.#metrics.get(metric);
    if (!variants) {
      variants = new Map();
      this.#metrics.set(metric, variants);
    }
    let variant = variants.get(name);
    if (!variant) {
      variant = new Variant(this, metric, name);
      variants.set(name, variant);
    }
    variant.add(shared, iter, timestamp, value);
    return { variant, shared };
  }

  #addEvent(line: Line): undefined {
    if (line.model && line.type === "log") throw new BadLine("models have no logs");
    this.events.push(storedEvent(line));
    this.#note(line.metric, line.type, line.timestamp);
  }

  #note(metric: string, type: string, timestamp: number): void {
    const types = this.#stats.get(metric) ?? {};
    types[type] = Math.max(types[type] ?? timestamp, timestamp);
    this.#stats.set(metric, types);
  }

  *#variants(): Generator<Variant> {
    for (const variants of this.#metrics.values()) yield* variants.values();
  }

  runs(): ScalarRun[] {
    return [...this.#variants()].flatMap(({ runs }) => runs);
  }

  summary(): OwnerSummary {
    const pairs: PairSummary[] = [];
    for (const { pair, newest } of this.#variants()) {
      this.#note(pair.metric, "training_stats_scalar", newest);
      if (pair.count > 0) pairs.push(pair);
    }
    const iter = this.#iter === SINGLE_VALUE_ITER ? null : this.#iter;
    return { id: this.id, model: this.model, iter, stats: this.#stats, pairs };
  }
}

/** The lines of a batch by owner, and what is wrong with the others. */
export class Lines {
  readonly owners = new Map<string, Owner>();
  readonly #errors = new Map<string, number>();
  #last: Owner | undefined;

  constructor(private readonly defaults: LineDefaults) {}

  refuse(cause: string, lines = 1): void {
    this.#errors.set(cause, (this.#errors.get(cause) ?? 0) + lines);
  }

  /** @throws 400/12 one id with different `allow_locked`, or as task and as model. */
  addAll(sources: Iterable<Readonly<Document>>): void {
    if (!(sources instanceof JsonLines)) {
      for (const source of sources) this.#add(source);
      return;
    }
    const patterns = new LinePatterns<Curve>();
    for (const source of sources) {
      const curve = this.#add(source);
      if (!curve) continue;
      patterns.learn(sources.line, source, curve);
      patterns.follow(sources, ({ variant, shared }, iter, timestamp, value) =>
        variant.owner.addPoint(variant, shared, iter, timestamp, value),
      );
    }
  }

  #add(source: Readonly<Document>): Curve | undefined {
    try {
      const line = readLine(source, this.defaults);
      return this.#ownerOf(line).add(line);
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      this.refuse(error.message);
      return undefined;
    }
  }

  #ownerOf(line: Line): Owner {
    let owner = this.#last?.id === line.owner ? this.#last : this.owners.get(line.owner);
    if (!owner) {
      owner = new Owner(line.owner, line.model, line.allowLocked);
      this.owners.set(owner.id, owner);
    }
    if (owner.model !== line.model)
      throw errors.validationError("one id as task and as model in a batch", { task: owner.id });
    if (owner.allowLocked !== line.allowLocked) {
      throw errors.validationError("different allow_locked for one task in a batch", { task: owner.id });
    }
    this.#last = owner;
    return owner;
  }

  get isEmpty(): boolean {
    return this.owners.size === 0 && this.#errors.size === 0;
  }

  get errors_info(): Record<string, number> {
    return Object.fromEntries(this.#errors);
  }

  get errors(): number {
    return [...this.#errors.values()].reduce((sum, count) => sum + count, 0);
  }
}
