import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type Docker from "dockerode";
import type { AuthConfig } from "dockerode";
import { type PullPolicy, RunRefused } from "../launcher";
import { ask, askUnless, reasonOf, statusOf } from "./connection";

/** Milliseconds between two words on how far a pull is. */
const PROGRESS_EVERY = 10_000;

/** How an image is brought. */
export interface Pull {
  readonly policy: PullPolicy;
  /** The folder of the docker command's own settings, which has the log-ins at registries. */
  readonly configFolder?: string;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** `registry:port/path/name:tag@digest`; what else an engine may take for a name would be a path of its API. */
const NAME = /^[a-zA-Z0-9][\w.:@/-]*$/;

/** Sees that an image is on the engine. @throws RunRefused when it cannot be had, EngineUnavailable, or the signal's reason. */
export async function bringImage(docker: Docker, image: string, pull: Pull): Promise<void> {
  if (!NAME.test(image) || image.includes(".."))
    throw new RunRefused("image", `image not found: ${image} is no name of an image`);
  if (pull.policy !== "always") {
    const known = await askUnless([404, 400], () => docker.getImage(image).inspect());
    if (known) return;
    if (pull.policy === "never") {
      throw new RunRefused(
        "image",
        `the image ${image} is not on this machine, and LIMPID_SERVICES_PULL=never forbids to fetch it`,
      );
    }
  }
  pull.onProgress(`pulling the image ${image}`);
  try {
    await followPull(await startPull(docker, image, pull), pull);
  } catch (error) {
    pull.signal.throwIfAborted();
    throw refusal(image, error);
  }
  pull.onProgress(`the image ${image} is here`);
}

async function startPull(docker: Docker, image: string, { configFolder, signal }: Pull): Promise<Readable> {
  const authconfig = configFolder ? await logInOf(configFolder, image) : undefined;
  const tagged = /[:@][^/]*$/.test(image) ? image : `${image}:latest`;
  return (await ask(() =>
    docker.pull(tagged, { ...(authconfig ? { authconfig } : {}), abortSignal: signal }),
  )) as Readable;
}

interface PullLine {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

async function followPull(stream: Readable, { onProgress, signal }: Pull): Promise<void> {
  const abort = () => stream.destroy();
  signal.addEventListener("abort", abort, { once: true });
  const layers = new Map<string, { current: number; total: number }>();
  let spoken = Date.now();
  try {
    for await (const text of createInterface({ input: stream })) {
      const line = JSON.parse(text) as PullLine;
      if (line.error) throw new Error(line.error);
      const { current, total } = line.progressDetail ?? {};
      if (line.id && line.status === "Downloading" && current && total) layers.set(line.id, { current, total });
      if (layers.size === 0 || Date.now() - spoken < PROGRESS_EVERY) continue;
      spoken = Date.now();
      const sum = (key: "current" | "total") => [...layers.values()].reduce((all, layer) => all + layer[key], 0) / 1e6;
      onProgress(`pulling: ${Math.round(sum("current"))} of ${Math.round(sum("total"))} MB`);
    }
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** What registries and engines say about an image that is not there, or not for this caller. */
const NOT_FOUND =
  /not found|manifest unknown|does not exist|pull access denied|name unknown|unauthorized|denied|invalid reference/i;

function refusal(image: string, error: unknown): unknown {
  const reason = reasonOf(error).trim();
  const status = statusOf(error);
  if (NOT_FOUND.test(reason) || status === 404 || status === 400) {
    return new RunRefused("image", `image not found: ${image} (${reason})`);
  }
  // the registry is away or slow; the engine itself has answered
  if (status !== undefined || error instanceof Error)
    return new RunRefused("image", `the image ${image} cannot be pulled: ${reason}`);
  return error;
}

/** The log-in at the image's registry, as `docker login` keeps it; none when it is kept in a helper program. */
async function logInOf(folder: string, image: string): Promise<AuthConfig | undefined> {
  const text = await readFile(join(folder, "config.json"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const { auths = {} } = JSON.parse(text) as { auths?: Record<string, { auth?: string }> };
  const [first = ""] = image.split("/");
  const registry = image.includes("/") && /[.:]|^localhost$/.test(first) ? first : "https://index.docker.io/v1/";
  const auth = auths[registry]?.auth;
  if (!auth) return undefined;
  const decoded = Buffer.from(auth, "base64").toString();
  const at = decoded.indexOf(":");
  return { username: decoded.slice(0, at), password: decoded.slice(at + 1), serveraddress: registry };
}
