import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { test as base, server } from "./fixtures";

/** The Python that has the real SDK; `npm test` names the one in .venv. */
export const python = process.env.LIMPID_TEST_PYTHON;
export const NO_SDK = "LIMPID_TEST_PYTHON names no Python with the ClearML SDK";

export interface Program {
  readonly child: ChildProcess;
  /** The run that the program told of. */
  readonly task: Promise<string>;
  /** The end of the program; rejects with what it printed when it failed. */
  readonly done: Promise<void>;
  /** Ends its standard input: what it waits for. */
  readonly finish: () => void;
}

/** Starts a program of e2e/programs as a researcher would: in a git repository of its own, with a change that is not committed. */
export function startProgram(name: string, env: Readonly<Record<string, string>> = {}): Program {
  if (!python) throw new Error(NO_SDK);
  const folder = mkdtempSync(join(tmpdir(), "limpid-program-"));
  const script = join(folder, "train.py");
  copyFileSync(fileURLToPath(new URL(`programs/${name}`, import.meta.url)), script);
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  git("init", "--quiet");
  git("remote", "add", "origin", "https://github.com/acme/vision.git");
  git("add", "train.py");
  git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "--message", "First");
  writeFileSync(script, `${readFileSync(script, "utf8")}# a note at the end\n`);

  // A thread of the SDK asks git about the repository while it forks its reporter, and then may wait on its own pipe for ever: no fork, no wait.
  writeFileSync(join(folder, "clearml.conf"), "sdk { development { report_use_subprocess: false } }\n");

  const child = spawn(python, [script], {
    cwd: folder,
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      HOME: folder,
      CLEARML_CONFIG_FILE: join(folder, "clearml.conf"),
      CLEARML_WEB_HOST: server.url,
      CLEARML_API_HOST: process.env.LIMPID_E2E_API_URL ?? `${server.url}/api`,
      CLEARML_FILES_HOST: process.env.LIMPID_E2E_FILES_URL ?? `${server.url}/files`,
      CLEARML_API_ACCESS_KEY: process.env.LIMPID_E2E_ACCESS_KEY ?? server.username,
      CLEARML_API_SECRET_KEY: process.env.LIMPID_E2E_SECRET_KEY ?? server.password,
      ...env,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let output = "";
  const task = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      output += `${line}\n`;
      const id = /^task ([0-9a-f]{32})$/.exec(line)?.[1];
      if (id) resolve(id);
    });
    child.once("close", () => reject(new Error(`${name} told of no task:\n${output.slice(-4_000)}`)));
  });
  child.stderr.on("data", (chunk) => {
    output += String(chunk);
  });
  const done = new Promise<void>((resolve, reject) => {
    child.once("close", (code) => {
      rmSync(folder, { recursive: true, force: true });
      if (code === 0) resolve();
      else reject(new Error(`${name} ended with ${code}:\n${output.slice(-4_000)}`));
    });
  });
  // Whoever waits for neither learns of a failure by the task that is missing.
  done.catch(() => undefined);
  task.catch(() => undefined);
  return { child, task, done, finish: () => child.stdin.end() };
}

/** Tests that look at runs of the real SDK. `everything` is a finished one with something for every tab, made once a worker. */
export const test = base.extend<object, { everything: string }>({
  everything: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture wants
    async ({}, use) => {
      const program = startProgram("everything.py", { E2E_PROJECT: "e2e/run page" });
      const task = await program.task;
      await program.done;
      await use(task);
    },
    { scope: "worker", timeout: 240_000 },
  ],
});
