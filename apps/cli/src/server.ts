import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { PostgresServer } from "@limpid/db/postgres";
import { Child } from "./child";
import { type DataFolder, tokenSecret } from "./data-folder";
import { startEmbedded } from "./database";
import type { Settings } from "./env";
import { Failure } from "./failure";
import { freePort } from "./http";
import type { Founded, Founding } from "./initialize";
import { formatLine } from "./log";
import { servicesOf } from "./services";

/** Migrates and makes the first account in a process of its own; see init.main.ts. @throws Failure with its reason. */
async function found(founding: Founding): Promise<Founded> {
  const script = new URL("./init.main.mjs", import.meta.url);
  const child = fork(script, { stdio: ["ignore", "inherit", "inherit", "ipc"], detached: true });
  child.send(founding);
  const tooEarly = once(child, "exit").then(() => [{ problem: "the process ended too early" }]);
  const [reply] = (await Promise.race([once(child, "message"), tooEarly])) as [{ result?: Founded; problem?: string }];
  if (reply.result) return reply.result;
  throw new Failure(`the database cannot be used: ${reply.problem}`);
}

/** One running Limpid: its PostgreSQL and its processes. */
export class Server {
  readonly #children: Child[] = [];
  #postgres: PostgresServer | undefined;
  #mending: Promise<void> | undefined;
  #launching: Promise<Founded | undefined> | undefined;
  #stopping = false;
  #stopped: Promise<void> | undefined;

  constructor(
    readonly settings: Settings,
    readonly data: DataFolder,
    readonly print: (line: string) => void,
  ) {}

  /** Starts everything and waits until each process answers; undefined when {@link stop} came first. @throws Failure */
  launch(): Promise<Founded | undefined> {
    this.#launching = this.#launch();
    return this.#launching;
  }

  async #launch(): Promise<Founded | undefined> {
    const { settings, data } = this;
    const token_secret = await tokenSecret(data.path, settings.tokenSecret);
    if (!settings.databaseUrl) this.#watch(await startEmbedded(data.path));
    if (this.#stopping) return undefined;
    const databaseUrl = settings.databaseUrl ?? this.#postgres?.url ?? "";
    const founded = await found({
      databaseUrl,
      admin_username: settings.adminUsername,
      admin_password: settings.adminPassword,
      keys: settings.keys,
      token_secret,
      conf: { path: data.clearmlConf, urls: settings.urls },
    });
    try {
      const agentServicesPort = await freePort();
      if (this.#stopping) return founded;
      for (const service of servicesOf(settings, { databaseUrl, tokenSecret: token_secret, agentServicesPort })) {
        const child = new Child(service, data.logs, this.print);
        this.#children.push(child);
        void child.run();
      }
      await Promise.all(this.#children.map((child) => child.ready()));
    } catch (error) {
      // The password exists only here: a failure after it was made must not swallow it.
      if (founded.admin_password) this.print(`Log in as ${settings.adminUsername} with ${founded.admin_password}`);
      throw error;
    }
    return this.#stopping ? undefined : founded;
  }

  /** Notes the PostgreSQL in use and starts it again, on its old port, if it ends by itself. */
  #watch(postgres: PostgresServer): void {
    this.#postgres = postgres;
    void postgres.exited.then(() => {
      if (!this.#stopping) this.#mending = this.#mend(Number(new URL(postgres.url).port));
    });
  }

  async #mend(port: number): Promise<void> {
    while (!this.#stopping) {
      this.print(formatLine("postgres", "ended by itself, starts again"));
      try {
        return this.#watch(await startEmbedded(this.data.path, port));
      } catch (error) {
        this.print(formatLine("postgres", error instanceof Error ? error.message : String(error)));
        await sleep(2000);
      }
    }
  }

  /** Stops the processes first and PostgreSQL last, then frees the data folder. Idempotent. */
  stop(): Promise<void> {
    this.#stopping = true;
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop()));
    await this.#launching?.catch(() => {});
    await Promise.all(this.#children.map((child) => child.stop()));
    await this.#mending;
    await this.#postgres?.stop();
    await this.data.release();
  }

  /** Ends everything at once. PostgreSQL recovers at its next start; nothing committed is lost. */
  async kill(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop(true)));
    if (this.#postgres) process.kill(this.#postgres.pid, "SIGQUIT");
    await this.data.release();
  }
}
