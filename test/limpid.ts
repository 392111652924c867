// A whole Limpid as `npm start` runs it, for tests that look at it from outside, and their way of counting.
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The first account's key in installations of {@link startLimpid}. */
export const KEY = { access_key: "WHOLESYSTEMTESTKEY", secret_key: "a secret for this test only" };

export interface Ports {
  readonly web: number;
  readonly api: number;
  readonly files: number;
}

/** Ports that nobody listens to at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, async () => {
      const probe = createServer();
      await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
      return probe;
    }),
  );
  return probes.map((probe) => {
    const { port } = probe.address() as { port: number };
    probe.close();
    return port;
  });
}

/** Runs `limpid start` on a data folder below `scratch`; resolves when it says that it runs. Builds first what is stale. */
export async function startLimpid(scratch: string, ports: Ports, env: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["apps/cli/bin/limpid.mjs", "start"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      LIMPID_ACCESS_KEY: KEY.access_key,
      LIMPID_SECRET_KEY: KEY.secret_key,
      LIMPID_DATA_DIR: join(scratch, "data"),
      LIMPID_WEB_PORT: String(ports.web),
      LIMPID_API_PORT: String(ports.api),
      LIMPID_FILES_PORT: String(ports.files),
      LIMPID_LOG_LEVEL: "fatal",
      ...env,
    },
  });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output = (output + text).slice(-10_000);
  });
  for (const deadline = Date.now() + 600_000; !output.includes("is running"); await sleep(50)) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`limpid start did not come up:\n${output}`);
  }
  return child;
}

/** Counts checks, prints a line for each, and last `N passed, N failed`. */
export class Checks {
  #passed = 0;
  #failed = 0;

  report(holds: boolean, what: string): void {
    if (holds) this.#passed++;
    else this.#failed++;
    console.log(`${holds ? "ok      " : "FAILED  "}${what}`);
  }

  /** Prints the closing line and ends the process. */
  finish(): never {
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    process.exit(this.#failed === 0 && this.#passed > 0 ? 0 : 1);
  }
}
