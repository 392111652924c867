import type { Identity } from "../identity";
import type { ChangesMessage, Pace, Topic } from "./schema";

/**
 * What one page has not been told yet. It holds each of the page's topics once at most, so a page that reads slowly costs no more memory than one
 * that reads at once.
 */
export class Subscriber {
  readonly topics: ReadonlySet<Topic>;
  readonly company: string;
  readonly session_id: string | undefined;
  /** Whom it counts for. */
  readonly holder: string;
  readonly #changed = new Map<Topic, Pace>();
  #state: "ready" | "resync" | "lost" | null = null;
  #accessChanged = false;
  #wake: () => void = () => undefined;

  constructor(
    topics: readonly Topic[],
    { company, session_id, user }: Pick<Identity, "company" | "session_id" | "user">,
  ) {
    this.topics = new Set(topics);
    this.company = company;
    this.session_id = session_id;
    this.holder = session_id ?? user;
  }

  changed(topic: Topic, pace: Pace): void {
    if (this.#changed.get(topic) !== "now") this.#changed.set(topic, pace);
    this.#wake();
  }

  /** Says how the feed stands; what was changed before is part of a `resync`, and of no use when the feed is `lost`. */
  state(state: "ready" | "resync" | "lost"): void {
    this.#state = state;
    if (state !== "ready") this.#changed.clear();
    this.#wake();
  }

  accessChanged(): void {
    this.#accessChanged = true;
    this.#wake();
  }

  /** Whether {@link accessChanged} was called since the last look. */
  takeAccessChanged(): boolean {
    const changed = this.#accessChanged;
    this.#accessChanged = false;
    return changed;
  }

  /** The next message, null when there is none yet. */
  take(): ChangesMessage | null {
    if (this.#state !== null) {
      const type = this.#state;
      this.#state = null;
      return { type };
    }
    if (this.#changed.size === 0) return null;
    const topics = Object.fromEntries(this.#changed) as Partial<Record<Topic, Pace>>;
    this.#changed.clear();
    return { type: "changes", topics };
  }

  /** Resolves when something may be there to take, after `ms` at the latest, or when the signal ends it. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#accessChanged || this.#state !== null || this.#changed.size > 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener("abort", done);
      this.#wake = done;
    });
  }
}
