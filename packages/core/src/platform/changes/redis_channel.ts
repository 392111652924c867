import { Redis } from "ioredis";
import type { Logger } from "pino";
import type { Channel, Listener } from "./channel";

const NAME = "limpid:changes";

/** Redis pub/sub: one connection sends, another listens. */
export class RedisChannel implements Channel {
  readonly #sender: Redis;
  readonly #log: Logger;
  readonly #url: string;
  #hearer: Redis | undefined;

  constructor(url: string, log: Logger) {
    this.#url = url;
    this.#log = log;
    this.#sender = this.#connect({ lazyConnect: true, maxRetriesPerRequest: 1 });
  }

  async send(text: string): Promise<void> {
    await this.#sender.publish(NAME, text);
  }

  listen(listener: Listener): void {
    const hearer = this.#connect({ autoResubscribe: false });
    this.#hearer = hearer;
    let isUp = false;
    hearer.on("ready", () => {
      hearer.subscribe(NAME).then(
        () => {
          isUp = true;
          listener.up();
        },
        // the connection broke again; it will be ready once more
        () => undefined,
      );
    });
    hearer.on("close", () => {
      if (isUp) listener.down();
      isUp = false;
    });
    hearer.on("message", (_, text) => listener.received(text));
  }

  async close(): Promise<void> {
    this.#hearer?.removeAllListeners("close").disconnect();
    this.#sender.disconnect();
  }

  #connect(options: { lazyConnect?: boolean; maxRetriesPerRequest?: number; autoResubscribe?: boolean }): Redis {
    const connection = new Redis(this.#url, options);
    connection.on("error", (error) => this.#log.error({ err: error }, "Redis"));
    return connection;
  }
}
