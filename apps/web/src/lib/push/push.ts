import { type ChangesMessage, MOST_TOPICS, type Topic } from "@limpid/core/platform/changes/schema";

/** Milliseconds without a working connection after which pages ask by themselves. */
const GRACE = 5_000;

/** Milliseconds before a subscription that the server or a proxy has refused is tried again; doubled each time. */
const RETRY = 1_000;
const RETRY_MOST = 30_000;

/** Milliseconds that topics are gathered when the page changes. */
const SETTLE = 60;

type Changed = Extract<ChangesMessage, { type: "changes" }>["topics"];

/** How a subscription is opened; the tRPC client's `changes.subscribe`. */
export type Open = (
  input: { topics: Topic[]; lastEventId?: string },
  handlers: {
    readonly onData: (message: { readonly id: string; readonly data: ChangesMessage }) => void;
    readonly onError: (error: unknown) => void;
    readonly onComplete: () => void;
    /** The connection broke; it is tried again by itself. */
    readonly onBroken: () => void;
  },
) => { readonly unsubscribe: () => void };

/** Whether changes are pushed: they are, they may be in a moment, or they are not and pages ask by themselves. */
export type PushState = "on" | "waiting" | "off";

/** What is pushed, and to whom it is told. */
export interface PushOptions {
  readonly open: Open;
  /** What the page watches now. */
  readonly topics: () => Topic[];
  readonly onChanges: (topics: Changed) => void;
  /** Anything may have changed. */
  readonly onResync: () => void;
  readonly onState: (state: PushState) => void;
  readonly onError: (error: unknown) => void;
  /** The position that the page was made at. */
  readonly since: string;
}

/** The one subscription of a tab. It follows what the page watches, and after a break goes on where it was. */
export class Push {
  readonly #options: PushOptions;
  #position: string;
  #wanted = false;
  #open: { topics: ReadonlySet<Topic>; unsubscribe: () => void } | null = null;
  #failures = 0;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #settle: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PushOptions) {
    this.#options = options;
    this.#position = options.since;
  }

  /** Holds the subscription, or lets it go: pages that are hidden, paused or offline need none. */
  want(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) this.#connect();
    else this.#lose();
  }

  /** Call it when the page may watch something else. */
  look(): void {
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => {
      const { topics } = this.#open ?? {};
      // one topic less is no reason for another connection
      if (topics && narrowed(this.#options.topics()).some((topic) => !topics.has(topic))) this.#connect();
    }, SETTLE);
  }

  close(): void {
    this.#wanted = false;
    clearTimeout(this.#settle);
    this.#lose();
  }

  #connect(): void {
    clearTimeout(this.#retry);
    this.#open?.unsubscribe();
    const topics = narrowed(this.#options.topics());
    const opened = { topics: new Set(topics), unsubscribe: () => {} };
    this.#open = opened;
    this.#doubt();
    // what comes late from a subscription that was given up is not ours any more
    const ours = (action: () => void) => () => {
      if (this.#open === opened) action();
    };
    const again = ours(() => {
      opened.unsubscribe();
      this.#open = null;
      this.#doubt();
      const delay = Math.min(RETRY * 2 ** this.#failures++, RETRY_MOST);
      this.#retry = setTimeout(() => this.#connect(), delay * (0.5 + Math.random()));
    });
    const { unsubscribe } = this.#options.open(
      { topics, lastEventId: this.#position },
      {
        onData: ({ id, data }) => ours(() => this.#hear(id, data))(),
        onError: (error) => {
          ours(() => this.#options.onError(error))();
          again();
        },
        onComplete: again,
        onBroken: ours(() => this.#doubt()),
      },
    );
    opened.unsubscribe = unsubscribe;
  }

  #hear(position: string, message: ChangesMessage): void {
    this.#position = position;
    this.#failures = 0;
    if (message.type === "lost") {
      this.#options.onState("off");
      return;
    }
    clearTimeout(this.#grace);
    this.#grace = undefined;
    this.#options.onState("on");
    if (message.type === "resync") this.#options.onResync();
    if (message.type === "changes") this.#options.onChanges(this.#widened(message.topics));
  }

  /** Where all of a kind stand for single objects ({@link narrowed}), a change of one may be a change of each. */
  #widened(topics: Changed): Changed {
    const all = this.#options.topics();
    if (all.length <= MOST_TOPICS) return topics;
    return Object.fromEntries(all.flatMap((topic) => (topics[kindOf(topic)] ? [[topic, topics[kindOf(topic)]]] : [])));
  }

  /** A break that is over soon is nobody's concern. */
  #doubt(): void {
    this.#grace ??= setTimeout(() => this.#options.onState("off"), GRACE);
  }

  #lose(): void {
    clearTimeout(this.#grace);
    this.#grace = undefined;
    clearTimeout(this.#retry);
    this.#open?.unsubscribe();
    this.#open = null;
    this.#options.onState("waiting");
  }
}

/** No more topics than one subscription may name: single objects give way to all of their kind. */
function narrowed(topics: readonly Topic[]): Topic[] {
  if (topics.length <= MOST_TOPICS) return [...topics];
  return [...new Set(topics.map(kindOf))];
}

function kindOf(topic: Topic): Topic {
  return topic.split(/[:@]/, 1)[0] as Topic;
}
