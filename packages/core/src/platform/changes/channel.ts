/** Bytes of one text: what PostgreSQL's NOTIFY takes, with room. */
export const TEXT_BYTES = 7_800;

/** What a process hears. */
export interface Listener {
  /** A text, from this process too, in the order of each sender. */
  received(text: string): void;
  /** Hears everything that is sent from now on. */
  up(): void;
  /** Hears nothing until the next `up`. */
  down(): void;
}

/** Carries short texts from every process to every process that listens, once at most: who needs to know that none is missing counts them. */
export interface Channel {
  /** @throws when the text may not have arrived: the caller tries again. */
  send(text: string): Promise<void>;
  /** Begins to listen, and again whenever the connection breaks. */
  listen(listener: Listener): void;
  close(): Promise<void>;
}
