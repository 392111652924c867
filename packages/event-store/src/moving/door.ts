import type { EventStore } from "../store";

/** A store of a place, opened when it is first needed, and asked again when it was not ready. */
export class Door {
  readonly #open: () => Promise<EventStore>;
  #opened: Promise<EventStore> | undefined;
  #ready: Promise<EventStore> | undefined;

  /** @param name see placeName */
  constructor(
    readonly name: string,
    open: () => Promise<EventStore>,
  ) {
    this.#open = open;
  }

  /** @throws what keeps it from being opened or ready; the next call tries again */
  store(): Promise<EventStore> {
    this.#ready ??= this.#makeReady().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  async #makeReady(): Promise<EventStore> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    const store = await this.#opened;
    await store.ready();
    return store;
  }

  async close(): Promise<void> {
    const store = await this.#opened?.catch(() => undefined);
    await store?.close();
  }
}
