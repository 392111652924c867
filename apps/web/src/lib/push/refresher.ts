import type { Pace, Topic } from "@limpid/core/platform/changes/schema";
import type { Query, QueryClient } from "@tanstack/react-query";

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: {
      /** What the query shows: a change of one of these makes it old. */
      readonly watch?: readonly Topic[];
      /** Milliseconds between two readings because of what changes all the time; {@link GAP} when absent. */
      readonly gap?: number;
    };
  }
}

/** Milliseconds between two readings of one query because of what changes all the time, and because of what people wait for. */
const GAP = 1_000;
const GAP_NOW = 250;

/** A query is read for a quarter of the time at most: where the server is slow it is asked less often. At most so long apart (ms). */
const SHARE = 4;
const GAP_MOST = 15_000;

/** Milliseconds after which a query is looked at again that is being read: what it reads may be from before the change. */
const BUSY = 150;

interface Course {
  /** `Date.now()` of when it is to be read; null when nothing has changed. */
  due: number | null;
  /** When it was read last because of a change, and how long that took. */
  read: number;
  took: number;
}

/** Reads the queries on the screen again when what they show has changed: at once where people wait for it, gathered where it changes all the time. */
export class Refresher {
  readonly #client: QueryClient;
  readonly #courses = new WeakMap<Query, Course>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  /** What the queries on the screen watch, in order. */
  topics(): Topic[] {
    return [...new Set(this.#watching().flatMap(({ meta }) => meta?.watch ?? []))].sort();
  }

  changed(topics: Readonly<Partial<Record<Topic, Pace>>>): void {
    for (const query of this.#watching()) {
      const paces = (query.meta?.watch ?? []).flatMap((topic) => topics[topic] ?? []);
      if (paces.length > 0) this.#plan(query, paces.includes("now") ? "now" : "soon");
    }
    this.#run();
  }

  /** Anything may have changed: everything that somebody watches is read again, and what is not on the screen when it is next. */
  everything(): void {
    for (const query of this.#watching()) this.#plan(query, "now");
    void this.#client.invalidateQueries({ type: "inactive", refetchType: "none" });
    this.#run();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #watching(): Query[] {
    return this.#client
      .getQueryCache()
      .findAll({ type: "active" })
      .filter(({ meta }) => meta?.watch && meta.watch.length > 0);
  }

  #plan(query: Query, pace: Pace): void {
    const course = this.#courses.get(query) ?? { due: null, read: 0, took: 0 };
    const least = pace === "now" ? GAP_NOW : (query.meta?.gap ?? GAP);
    const due = course.read + Math.min(Math.max(least, SHARE * course.took), Math.max(least, GAP_MOST));
    course.due = Math.min(course.due ?? Number.POSITIVE_INFINITY, Math.max(due, Date.now()));
    this.#courses.set(query, course);
  }

  #run(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    let next = Number.POSITIVE_INFINITY;
    for (const query of this.#watching()) {
      const course = this.#courses.get(query);
      if (!course || course.due === null) continue;
      if (course.due <= now && query.state.fetchStatus === "fetching") course.due = now + BUSY;
      if (course.due > now) {
        next = Math.min(next, course.due);
        continue;
      }
      course.due = null;
      course.read = now;
      const done = () => {
        course.took = Date.now() - now;
      };
      this.#client.invalidateQueries({ queryKey: query.queryKey, exact: true }).then(done, done);
    }
    if (Number.isFinite(next)) this.#timer = setTimeout(() => this.#run(), next - now);
  }
}
