import pg from "pg";
import type { Channel, Listener } from "./channel";

const NAME = "limpid_changes";

/** Milliseconds between two looks whether a silent connection still lives, and that an answer may take. */
const LOOK_AFTER = 20_000;
const PATIENCE = 10_000;

/** Milliseconds before the first try to connect again; doubled each time. */
const RETRY = 100;
const RETRY_MOST = 5_000;

/** LISTEN and NOTIFY on one connection of its own. NOTIFY stands alone in its transaction: it locks others out only for a moment without a write to disk. */
export class PostgresChannel implements Channel {
  readonly #url: string;
  #client: Promise<pg.Client> | null = null;
  #listener: Listener | null = null;
  #looks: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #tries = 0;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
  }

  async send(text: string): Promise<void> {
    const client = await this.#connection();
    await client.query("SELECT pg_notify($1, $2)", [NAME, text]);
  }

  listen(listener: Listener): void {
    this.#listener = listener;
    void this.#hear();
    this.#looks = setInterval(() => void this.#look(), LOOK_AFTER);
    this.#looks.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#looks);
    clearTimeout(this.#retry);
    const client = await this.#client?.catch(() => null);
    await client?.end();
  }

  #connection(): Promise<pg.Client> {
    if (this.#closed) throw new Error("the channel is closed");
    this.#client ??= this.#open().catch((error: unknown) => {
      this.#client = null;
      throw error;
    });
    return this.#client;
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: PATIENCE,
      query_timeout: PATIENCE,
      keepAlive: true,
      fallback_application_name: NAME,
    });
    client.on("error", () => {});
    client.on("notification", ({ payload }) => this.#listener?.received(payload ?? ""));
    await client.connect();
    client.once("end", () => {
      this.#client = null;
      if (this.#closed || !this.#listener) return;
      this.#listener.down();
      void this.#hear();
    });
    return client;
  }

  async #hear(): Promise<void> {
    try {
      const client = await this.#connection();
      await client.query(`LISTEN ${NAME}`);
      this.#tries = 0;
      this.#listener?.up();
    } catch {
      if (this.#closed) return;
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => void this.#hear(), Math.min(RETRY * 2 ** this.#tries++, RETRY_MOST));
    }
  }

  /** A network may drop a connection without a word; an answer that does not come tells. */
  async #look(): Promise<void> {
    const client = await this.#client?.catch(() => null);
    await client?.query("SELECT 1").catch(() => client.end());
  }
}
