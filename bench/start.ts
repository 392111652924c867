import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePorts } from "../scripts/stack";

const CLI = fileURLToPath(new URL("../apps/cli/bin/limpid.mjs", import.meta.url));

/** Milliseconds from `limpid start` until web, api and files have all answered: on an empty data folder, and once more on the same. */
export async function measureStart(): Promise<{ cold: number; warm: number }> {
  const data = await mkdtemp(join(tmpdir(), "limpid-bench-"));
  const [web, api, files] = await freePorts(3);
  const env = {
    ...process.env,
    LIMPID_DATA_DIR: data,
    LIMPID_WEB_PORT: String(web),
    LIMPID_API_PORT: String(api),
    LIMPID_FILES_PORT: String(files),
  };
  const addresses = [
    `http://127.0.0.1:${web}/health`,
    `http://127.0.0.1:${api}/debug.ping`,
    `http://127.0.0.1:${files}/`,
  ];
  const once = async (): Promise<number> => {
    const started = performance.now();
    const child = spawn(process.execPath, [CLI, "start"], { env, stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    try {
      await Promise.all(addresses.map((url) => answering(url, child)));
      return performance.now() - started;
    } finally {
      child.kill("SIGINT");
      await ended;
    }
  };
  try {
    const cold = await once();
    const warm = await once();
    return { cold, warm };
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(20)) {
    if (child.exitCode !== null) throw new Error(`limpid start ended with ${child.exitCode}`);
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
  }
  throw new Error(`${url} did not answer`);
}
