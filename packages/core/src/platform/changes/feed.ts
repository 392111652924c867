import { errors } from "../errors";
import { newId, PUBLIC_COMPANY } from "../ids";
import { type Change, readChange, topicsOf } from "./change";
import type { Channel } from "./channel";
import { Parcel } from "./outbox";
import type { Topic } from "./schema";
import type { Subscriber } from "./subscriber";

/** Changes, and their age in milliseconds, that are kept for pages whose connection breaks. */
const KEPT = 10_000;
const KEPT_MS = 120_000;

/**
 * Milliseconds before its last message from which a page that comes back is told again: it may ask for another topic now, of which it read just before
 * that message.
 */
const OVERLAP_MS = 3_000;

/** Subscribers at the same time, of one session and of this process: an open page is one, and hidden pages are none. */
const MOST_OF_HOLDER = 20;
const MOST = 2_000;

/** Sending processes that are told apart. */
const SENDERS = 1_000;

interface Kept {
  readonly number: number;
  /** `performance.now()` */
  readonly at: number;
  readonly change: Change;
}

/**
 * The changes of all processes as this one hears them, handed to the subscribers that watch them. A position in it is `<epoch>.<number>`: numbers
 * count within an epoch, and an epoch ends when something may have been missed.
 */
export class Feed {
  readonly #channel: Channel;
  readonly #watching = new Map<Topic, Set<Subscriber>>();
  readonly #subscribers = new Set<Subscriber>();
  readonly #senders = new Map<string, number>();
  #kept: Kept[] = [];
  #epoch = newId();
  #number = 0;
  #listens = false;
  #isUp = false;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** The place up to which everything has been handed out. The first call begins to listen. */
  position(): string {
    if (!this.#listens) {
      this.#listens = true;
      this.#channel.listen({
        received: (text) => this.#receive(text),
        up: () => {
          this.#isUp = true;
          this.#senders.clear();
          this.#resync();
        },
        down: () => {
          this.#isUp = false;
          for (const subscriber of this.#subscribers) subscriber.state("lost");
        },
      });
    }
    return `${this.#epoch}.${this.#number}`;
  }

  /**
   * @param since a position: what came after it is handed out first, as far as it is known; a `resync` stands for it where it is not.
   * @throws 429/1 too many subscribers, of one session or at all.
   */
  attach(subscriber: Subscriber, since?: string | null): void {
    this.position();
    const ofSame = [...this.#subscribers].filter(({ holder }) => holder === subscriber.holder);
    if (ofSame.length >= MOST_OF_HOLDER || this.#subscribers.size >= MOST) throw errors.tooManySubscriptions();
    this.#subscribers.add(subscriber);
    for (const topic of subscriber.topics) {
      const watching = this.#watching.get(topic) ?? new Set();
      this.#watching.set(topic, watching.add(subscriber));
    }
    const missed = !this.#isUp || !since ? [] : this.#since(since);
    subscriber.state(!this.#isUp ? "lost" : missed ? "ready" : "resync");
    for (const change of missed ?? [])
      for (const topic of topicsOf(change))
        if (subscriber.topics.has(topic) && mayKnow(subscriber, change)) subscriber.changed(topic, change.pace);
  }

  detach(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    for (const topic of subscriber.topics) {
      const watching = this.#watching.get(topic);
      watching?.delete(subscriber);
      if (watching?.size === 0) this.#watching.delete(topic);
    }
  }

  #receive(text: string): void {
    const parcel = readParcel(text);
    if (!parcel) {
      this.#resync();
      return;
    }
    const before = this.#senders.get(parcel.from);
    this.#senders.delete(parcel.from);
    this.#senders.set(parcel.from, parcel.number);
    for (const oldest of this.#senders.keys()) {
      if (this.#senders.size <= SENDERS) break;
      this.#senders.delete(oldest);
    }
    const complete = before === undefined || parcel.number <= before + 1;
    if (!complete || parcel.changes === null) this.#resync();
    else for (const change of parcel.changes.map(readChange)) if (change) this.#hand(change);
  }

  #hand(change: Change): void {
    const at = performance.now();
    this.#kept.push({ number: ++this.#number, at, change });
    // Half of it goes at once, so that the array is not moved for every change.
    if (this.#kept.length > 2 * KEPT) this.#kept = this.#kept.slice(-KEPT);
    if (change.kind === "access") {
      for (const subscriber of this.#subscribers)
        if (change.id === "" || change.id === subscriber.session_id) subscriber.accessChanged();
      return;
    }
    for (const topic of topicsOf(change))
      for (const subscriber of this.#watching.get(topic) ?? [])
        if (mayKnow(subscriber, change)) subscriber.changed(topic, change.pace);
  }

  #resync(): void {
    this.#epoch = newId();
    this.#number = 0;
    this.#kept = [];
    for (const subscriber of this.#subscribers) {
      subscriber.state("resync");
      subscriber.accessChanged();
    }
  }

  /** What came after a position, and shortly before; null when that is not known any more. */
  #since(position: string): Change[] | null {
    const [epoch, text] = position.split(".");
    const number = Number(text);
    if (epoch !== this.#epoch || !Number.isInteger(number) || number > this.#number) return null;
    const oldest = this.#kept[0];
    const now = performance.now();
    if (oldest && number + 1 < oldest.number) return null;
    const index = this.#kept.findIndex((kept) => kept.number > number);
    const at = this.#kept[index]?.at ?? now;
    if (now - at > KEPT_MS) return null;
    return this.#kept.filter((kept) => kept.at > at - OVERLAP_MS).map(({ change }) => change);
  }
}

/** Whether somebody of the subscriber's company may see what changed. */
function mayKnow({ company }: Subscriber, change: Change): boolean {
  return change.company === company || change.company === PUBLIC_COMPANY;
}

function readParcel(text: string): Parcel | null {
  try {
    return Parcel.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
