import { spawn } from "node:child_process";
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
  const once = async () => {
    const started = performance.now();
    const child = spawn(process.execPath, [CLI, "start"], { env, stdio: "ignore" });
    const pending = new Set([
      `http://127.0.0.1:${web}/health`,
      `http://127.0.0.1:${api}/debug.ping`,
      `http://127.0.0.1:${files}/`,
    ]);
    while (pending.size > 0) {
      if (child.exitCode !== null) throw new Error(`limpid start ended with ${child.exitCode}`);
      for (const url of pending)
        if (
          (await fetch(url).then(
            (answer) => answer.status,
            () => 0,
          )) === 200
        )
          pending.delete(url);
      await sleep(20);
    }
    const took = performance.now() - started;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    await ended;
    return took;
  };
  const cold = await once();
  const warm = await once();
  await rm(data, { recursive: true, force: true });
  return { cold, warm };
}
