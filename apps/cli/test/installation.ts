import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** A Limpid in a temporary folder: the real command line and migrations, stand-ins (fake-service.mjs) for the services. */
export interface Installation {
  readonly root: string;
  readonly data: string;
  /** Three free ports. */
  readonly ports: { readonly web: number; readonly api: number; readonly files: number };
  /** Runs `limpid …` to its end. */
  run(args: string[], options?: RunOptions): Promise<{ code: number | null; output: string }>;
  /** Starts `limpid start` and resolves once it runs. */
  start(options?: RunOptions): Promise<Started>;
  remove(): Promise<void>;
}

interface RunOptions {
  readonly env?: Record<string, string>;
  readonly uid?: number;
  /** Options of Node itself. */
  readonly node?: readonly string[];
}

export interface Started {
  readonly process: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  /** Waits until it ended. @returns the exit code. */
  ended: Promise<number | null>;
  waitFor(pattern: RegExp): Promise<void>;
}

async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.once("listening", resolve))));
  const ports = probes.map((probe) => (probe.address() as { port: number }).port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}

/** Bundles the command line as a build does. */
export async function makeInstallation(): Promise<Installation> {
  const root = await mkdtemp(join(tmpdir(), "limpid-cli-"));
  await chmod(root, 0o755);
  const bundled = spawnSync(process.execPath, [join(repository, "scripts/bundle.mjs"), join(root, "apps/cli/dist")], {
    cwd: join(repository, "apps/cli"),
    encoding: "utf8",
  });
  if (bundled.status !== 0) throw new Error(`bundling failed: ${bundled.stderr}`);
  await cp(join(repository, "apps/cli/bin"), join(root, "apps/cli/bin"), { recursive: true });
  await mkdir(join(root, "prisma"));
  await cp(join(repository, "prisma/migrations"), join(root, "prisma/migrations"), { recursive: true });
  await symlink(join(repository, "node_modules"), join(root, "node_modules"));
  const fake = fileURLToPath(new URL("./fake-service.mjs", import.meta.url));
  for (const script of ["api/dist/main.mjs", "files/dist/main.mjs", "agent-services/dist/main.mjs"]) {
    await cp(fake, join(root, "apps", script));
  }
  const web = join(root, "apps/web/.next/standalone/apps/web");
  await cp(fake, join(web, "server.js"));
  await writeFile(join(web, "package.json"), '{ "type": "module" }');
  const [webPort = 0, api = 0, files = 0] = await freePorts(3);
  const data = join(root, "data");
  const running = new Set<ChildProcess>();

  const launch = (args: string[], { env = {}, uid, node = [] }: RunOptions) => {
    const child = spawn(process.execPath, [...node, join(root, "apps/cli/bin/limpid.mjs"), ...args], {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        LIMPID_DATA_DIR: data,
        LIMPID_WEB_PORT: String(webPort),
        LIMPID_API_PORT: String(api),
        LIMPID_FILES_PORT: String(files),
        ...env,
      },
      ...(uid === undefined ? {} : { uid, gid: uid }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const waitFor = async (pattern: RegExp) => {
      for (let patience = 600; !pattern.test(output); patience--) {
        if (child.exitCode !== null || patience === 0) throw new Error(`never printed ${pattern}:\n${output}`);
        await sleep(50);
      }
    };
    return { process: child, output: () => output, ended, waitFor };
  };

  return {
    root,
    data,
    ports: { web: webPort, api, files },
    run: async (args, options = {}) => {
      const { ended, output } = launch(args, options);
      return { code: await ended, output: output() };
    },
    start: async (options = {}) => {
      const started = launch(["start"], options);
      await started.waitFor(/is running/);
      return started;
    },
    remove: async () => {
      for (const child of running) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill("SIGTERM");
        await new Promise((resolve) => child.once("close", resolve));
      }
      await rm(root, { recursive: true, force: true });
    },
  };
}
