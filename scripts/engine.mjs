// A Docker engine for tests: the one that DOCKER_HOST names or that is this machine's own, else, as root, the one of ../shared/tools.
import { execFile, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const TOOL = fileURLToPath(new URL("../../shared/tools/container-engine.sh", import.meta.url));
const OWN = process.env.ENGINE_DIR ?? join(process.env.TMPDIR ?? tmpdir(), "container-engine");
const NO_ENGINE = "no Docker engine answers (start one, or set DOCKER_HOST)";

/** Whether an engine answers at an address; in a process of its own, so that it can be asked before anything else is done. */
function answers(host) {
  const ping = `
    const host = ${JSON.stringify(host)};
    const url = new URL(host.replace(/^tcp:/, "http:"));
    const at = url.protocol === "unix:" ? { socketPath: url.pathname } : { host: url.hostname, port: url.port };
    require("node:http").get({ ...at, path: "/_ping", timeout: 3000 }, (r) => process.exit(r.statusCode === 200 ? 0 : 1)).on("error", () => process.exit(1));`;
  return spawnSync(process.execPath, ["-e", ping]).status === 0;
}

const own = `unix://${OWN}/d.sock`;
const running = [process.env.DOCKER_HOST, "unix:///var/run/docker.sock", own].find((host) => host && answers(host));

/** Why there is none to be had; null when there is. */
export const engineLacks = running || (process.getuid?.() === 0 && existsSync(TOOL)) ? null : NO_ENGINE;

/** Starts one if none runs. @returns the environment of programs that use it, and `stop`, which ends it if it was started here. */
export function startEngine() {
  if (running) return { env: { ...imagesOf(running), DOCKER_HOST: running }, stop: () => removeRuns(running) };
  const up = spawnSync(TOOL, ["up"], { encoding: "utf8", env: { ...process.env, ENGINE_DIR: OWN } });
  if (up.status !== 0) throw new Error(`${TOOL} up failed:\n${up.stdout}${up.stderr}`);
  const env = {
    ...imagesOf(own),
    DOCKER_HOST: own,
    DOCKER_CONFIG: `${OWN}/cfg`,
    PATH: `${process.env.PATH}:${OWN}/bin`,
  };
  return { env, stop: () => void spawnSync(TOOL, ["down"], { env: { ...process.env, ENGINE_DIR: OWN } }) };
}

/** Kills the tool's engine and starts it again after some seconds; null for any other engine: that is not the tests' to kill. */
export const strikeEngine =
  running === own
    ? async () => {
        process.kill(Number(readFileSync(`${OWN}/d.pid`, "utf8")), "SIGKILL");
        await sleep(5000);
        await promisify(execFile)(TOOL, ["up"], { env: { ...process.env, ENGINE_DIR: OWN } });
      }
    : null;

/** Takes from an engine that goes on what tests have left on it: the containers of their agents, whose names begin with `test-`. */
function removeRuns(host) {
  const docker = commandOf(host);
  const format = '{{.ID}} {{.Label "limpid.agent"}}';
  const { stdout } = docker("ps", "--all", "--filter", "label=limpid.agent", "--format", format);
  const ids = [...(stdout ?? "").matchAll(/^(\w+) test-/gm)].map(([, id]) => id);
  if (ids.length > 0) docker("rm", "--force", "--volumes", ...ids);
}

/** The tool's engine has images of its own; any other one gets public ones. */
function imagesOf(host) {
  if (host === own) return { LIMPID_TEST_IMAGE: imageForSdk() };
  const docker = commandOf(host);
  const images = { LIMPID_TEST_SHELL_IMAGE: "busybox:1.37", LIMPID_TEST_IMAGE: "python:3.12-bookworm" };
  for (const image of Object.values(images))
    if (docker("image", "inspect", image).status !== 0) required(docker("pull", "--quiet", image));
  return images;
}

/** The tool's Python lacks the C++ library that numpy, and so the SDK, wants: it gets this machine's. */
function imageForSdk() {
  const image = "local/python-sdk:1";
  const docker = commandOf(own, `${OWN}/bin/docker`);
  if (docker("image", "inspect", image).status === 0) return image;
  const { stdout } = spawnSync("/sbin/ldconfig", ["-p"], { encoding: "utf8" });
  const library = / => (.+\/libstdc\+\+\.so\.6)$/m.exec(stdout ?? "")?.[1];
  if (!library) throw new Error("this machine has no libstdc++ (Debian: apt-get install libstdc++6)");
  const container = required(docker("create", "local/python:1")).trim();
  required(docker("cp", "--follow-link", library, `${container}:${library}`));
  required(docker("commit", container, image));
  required(docker("rm", container));
  return image;
}

/** The docker command on an engine. */
function commandOf(host, command = "docker") {
  return (...args) => spawnSync(command, ["-H", host, ...args], { encoding: "utf8" });
}

/** @returns what a command has printed. @throws when it failed. */
function required({ status, stdout, stderr, error }) {
  if (status !== 0) throw new Error(`docker failed: ${stderr || error}`);
  return stdout;
}
