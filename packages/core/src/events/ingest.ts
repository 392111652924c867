import { Prisma } from "@limpid/db";
import { type Batch, EventInputError, type ScalarRun, SINGLE_VALUE_ITER } from "@limpid/event-store/store";
import type { Context } from "../platform/context";
import { errors } from "../platform/errors";
import { countEvents, type OwnerSummary, PairSummary } from "../tasks/last-metrics";
import { axisLabel, BadLine, type Line, type LineDefaults, readLine, scalarValue, storedEvent } from "./line";
import { mayUnlock } from "./owners";
import type { Added } from "./schema";

/** Their iterations are times of the machine, not of the training (wire-protocol §7.6). */
const MONITORS: ReadonlySet<string> = new Set([":monitor:machine", ":monitor:gpu"]);

/** A {@link ScalarRun} while lines are added to it. */
interface OpenRun extends ScalarRun {
  readonly iter: number[];
  readonly timestamp: number[];
  readonly value?: number[];
  /** `extra` as text, to compare. */
  readonly extraText: string | undefined;
}

/** The scalars of one metric and variant. */
class Variant {
  readonly pair: PairSummary;
  readonly runs: OpenRun[] = [];
  newest = Number.NEGATIVE_INFINITY;
  #open: OpenRun | undefined;

  constructor(metric: string, variant: string) {
    this.pair = new PairSummary(metric, variant);
  }

  add(line: Line, iter: number, value: number | undefined, label: string | undefined): void {
    const { timestamp } = line;
    const run = this.#run(line, value !== undefined, label);
    run.iter.push(iter);
    run.timestamp.push(timestamp);
    if (timestamp > this.newest) this.newest = timestamp;
    if (value === undefined) return;
    run.value?.push(value);
    this.pair.add(iter, timestamp, value, label);
  }

  /** Points of one run share everything but iteration, time and value; a new run when something differs, so that a later line wins. */
  #run({ owner, key, worker, extra }: Line, hasValue: boolean, label: string | undefined): OpenRun {
    const extraText = extra && JSON.stringify(extra);
    const open = this.#open;
    if (
      open &&
      open.worker === worker &&
      open.key === key &&
      open.x_axis_label === label &&
      open.extraText === extraText &&
      (open.value !== undefined) === hasValue
    ) {
      return open;
    }
    const run: OpenRun = {
      owner,
      metric: this.pair.metric,
      variant: this.pair.variant,
      worker,
      ...(key === undefined ? {} : { key }),
      ...(label === undefined ? {} : { x_axis_label: label }),
      ...(extra ? { extra } : {}),
      iter: [],
      timestamp: [],
      ...(hasValue ? { value: [] } : {}),
      extraText,
    };
    this.runs.push(run);
    this.#open = run;
    return run;
  }
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

  add(line: Line): void {
    if (line.type === "training_stats_scalar") this.#addScalar(line);
    else this.#addEvent(line);
    const { iter, metric } = line;
    if (iter !== undefined && (this.#iter === null || iter > this.#iter) && !MONITORS.has(metric)) this.#iter = iter;
    this.lines++;
  }

  #addScalar(line: Line): void {
    const value = scalarValue(line);
    const label = axisLabel(line);
    const { metric, variant } = line;
    let variants = this.#metrics.get(metric);
    if (!variants) {
      variants = new Map();
      this.#metrics.set(metric, variants);
    }
    let found = variants.get(variant);
    if (!found) {
      found = new Variant(metric, variant);
      variants.set(variant, found);
    }
    found.add(line, line.iter ?? 0, value, label);
  }

  #addEvent(line: Line): void {
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
class Lines {
  readonly owners = new Map<string, Owner>();
  readonly #errors = new Map<string, number>();
  #last: Owner | undefined;

  refuse(cause: string, lines = 1): void {
    this.#errors.set(cause, (this.#errors.get(cause) ?? 0) + lines);
  }

  add(source: Readonly<Record<string, unknown>>, defaults: LineDefaults): void {
    try {
      const line = readLine(source, defaults);
      this.#ownerOf(line).add(line);
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      this.refuse(error.message);
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

/**
 * Adds a batch of events, the only way that events are stored (wire-protocol §8.1). Lines that cannot be stored are told in `errors_info`, the
 * others are added. When this resolves events and statistics are committed. The events go first: after a failure in between, the client's
 * repetition overwrites the same scalars, plots and images and counts them once; only console lines may then be there twice.
 * @throws 400/17 there are no lines; 400/131 nothing was added; 400/12 one id with different `allow_locked`, or as task and as model.
 */
export async function addEvents(ctx: Context, sources: Iterable<Readonly<Record<string, unknown>>>): Promise<Added> {
  const lines = new Lines();
  const defaults: LineDefaults = { now: ctx.now().getTime(), worker: ctx.caller.worker || "<unknown>" };
  for (const source of sources) lines.add(source, defaults);
  if (lines.isEmpty) throw errors.batchContainsNoItems();
  await refuseOwners(ctx, lines);
  const owners = [...lines.owners.values()].filter((owner) => owner.lines > 0);
  const { errors: refused, errors_info } = lines;
  if (owners.length === 0) throw errors.eventsNotAdded(errors_info);
  await append(ctx, {
    scalars: owners.flatMap((owner) => owner.runs()),
    events: owners.flatMap(({ events }) => events),
  });
  const gone = await countEvents(
    ctx,
    owners.map((owner) => owner.summary()),
  );
  // Deleted while the batch was on its way: nobody else would ever remove these.
  if (gone.length > 0) await ctx.events.remove({ owners: gone });
  return { added: owners.reduce((sum, owner) => sum + owner.lines, 0), errors: refused, errors_info };
}

async function append(ctx: Context, batch: Batch): Promise<void> {
  try {
    await ctx.events.append(batch);
  } catch (error) {
    if (error instanceof EventInputError) throw errors.eventsNotAdded(error.message, { field: error.field });
    throw error;
  }
}

/**
 * Takes out the owners that events may not be added to: unknown, of another company, public, published. With `allow_locked` what is published
 * still takes console lines, and results where {@link mayUnlock} says so.
 */
async function refuseOwners(ctx: Context, lines: Lines): Promise<void> {
  const owners = [...lines.owners.values()];
  const ids = (model: boolean) => owners.filter((owner) => owner.model === model).map(({ id }) => id);
  const { company } = ctx.identity;
  const rows = await ctx.db.$queryRaw<Array<{ id: string; model: boolean; locked: boolean }>>(Prisma.sql`
    SELECT id, false AS model, status IN ('publishing', 'published') AS locked FROM tasks
    WHERE id = ANY(${ids(false)}::text[]) AND company = ${company}
    UNION ALL
    SELECT id, true AS model, ready AS locked FROM models WHERE id = ANY(${ids(true)}::text[]) AND company = ${company}`);
  const known = new Map(rows.map((row) => [row.id, row]));
  for (const owner of owners) {
    const { id, model, lines: count, allowLocked } = owner;
    const found = known.get(id);
    const open = !found?.locked || mayUnlock(ctx.identity, owner) || (allowLocked && !owner.hasResults);
    if (found && open) continue;
    lines.owners.delete(id);
    if (count > 0)
      lines.refuse(
        found ? `${model ? "model" : "task"} is published: ${id}` : `unknown ${model ? "model" : "task"} id: ${id}`,
        count,
      );
  }
}
