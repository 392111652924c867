import { randomBytes } from "node:crypto";
import { createTestDatabase } from "@limpid/db/testing";
import { Redis } from "ioredis";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Channel } from "./channel";
import { PostgresChannel } from "./postgres_channel";
import { RedisChannel } from "./redis_channel";

/** A Redis to test with, whose subscribers this file may cut off. */
const REDIS_URL = process.env.LIMPID_TEST_REDIS_URL;

/** One carrier: what opens a channel on it, and what breaks the connection of everybody who listens. */
interface Carrier {
  readonly open: () => Channel;
  readonly cut: () => Promise<void>;
  readonly close: () => Promise<void>;
}

async function postgres(): Promise<Carrier> {
  const database = await createTestDatabase();
  return {
    open: () => new PostgresChannel(database.url),
    cut: async () => {
      await database.db.$queryRaw`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'limpid_changes'`;
    },
    close: () => database.close(),
  };
}

async function redis(): Promise<Carrier> {
  const url = REDIS_URL ?? "";
  const admin = new Redis(url);
  return {
    open: () => new RedisChannel(url, pino({ level: "silent" })),
    cut: async () => void (await admin.client("KILL", "TYPE", "pubsub")),
    close: async () => admin.disconnect(),
  };
}

/** Writes down what a listener is told, and waits for it. */
class Ear {
  readonly heard: string[] = [];
  #wake = () => {};

  constructor(channel: Channel) {
    const note = (word: string) => {
      this.heard.push(word);
      this.#wake();
    };
    channel.listen({ received: note, up: () => note("up"), down: () => note("down") });
  }

  async until(word: string, times = 1): Promise<void> {
    while (this.heard.filter((each) => each === word).length < times)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }
}

const carriers = [
  { name: "PostgreSQL", start: postgres, missing: false },
  { name: "Redis (LIMPID_TEST_REDIS_URL names none: skipped)", start: redis, missing: REDIS_URL === undefined },
];

describe.each(carriers)("$name", ({ start, missing }) => {
  describe.skipIf(missing)("carries", () => {
    let carrier: Carrier;
    let channels: Channel[] = [];
    beforeAll(async () => {
      carrier = await start();
    });
    afterEach(async () => {
      await Promise.all(channels.map((channel) => channel.close()));
      channels = [];
    });
    afterAll(() => carrier.close());

    const open = () => {
      const channel = carrier.open();
      channels.push(channel);
      return channel;
    };

    it("a text to every listener, the sender too, in the order of sending", async () => {
      const [one, two] = [open(), open()];
      const ears = [new Ear(one), new Ear(two)];
      for (const ear of ears) await ear.until("up");
      const long = randomBytes(3_900).toString("hex");
      for (const text of ["1", "2", long, 'with "quotes", ümlauts and a \\']) await one.send(text);
      for (const ear of ears) {
        await ear.until('with "quotes", ümlauts and a \\');
        expect(ear.heard).toEqual(["up", "1", "2", long, 'with "quotes", ümlauts and a \\']);
      }
    });

    it("again after the connection broke, and says so", async () => {
      const channel = open();
      const ear = new Ear(channel);
      await ear.until("up");
      await carrier.cut();
      await ear.until("up", 2);
      await channel.send("after").catch(() => channel.send("after"));
      await ear.until("after");
      expect(ear.heard.slice(0, 4)).toEqual(["up", "down", "up", "after"]);
    });

    it("nothing after it was closed", async () => {
      const [closed, other] = [open(), open()];
      const ears = [new Ear(closed), new Ear(other)];
      for (const ear of ears) await ear.until("up");
      await closed.close();
      await expect(closed.send("x")).rejects.toThrow();
      await other.send("y");
      await ears[1]?.until("y");
      expect(ears[0]?.heard).toEqual(["up"]);
    });
  });
});

it("says that a text has not arrived where nobody answers", async () => {
  const postgres = new PostgresChannel("postgresql://nobody@127.0.0.1:1/nothing");
  await expect(postgres.send("x")).rejects.toThrow();
  await postgres.close();
  const redis = new RedisChannel("redis://127.0.0.1:1", pino({ level: "silent" }));
  await expect(redis.send("x")).rejects.toThrow();
  await redis.close();
});
