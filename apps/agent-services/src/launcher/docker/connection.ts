import { readFileSync } from "node:fs";
import { join } from "node:path";
import Docker from "dockerode";
import { EngineUnavailable } from "../launcher";

/** Which engine: the words of the docker command's own environment. */
export interface DockerAddress {
  /** `unix:///path`, `tcp://host:port`; absent: the socket of this machine. */
  readonly host?: string;
  /** A folder with ca.pem, cert.pem and key.pem: the engine is reached by TLS. */
  readonly certPath?: string;
}

const DEFAULT_SOCKET = "/var/run/docker.sock";

/** Opens nothing yet: each call makes its own connection. @throws Error the address makes no sense. */
export function connectDocker({ host, certPath }: DockerAddress): Docker {
  if (!host) return new Docker({ socketPath: DEFAULT_SOCKET });
  const url = new URL(host.includes("://") ? host : `tcp://${host}`);
  if (url.protocol === "unix:") return new Docker({ socketPath: url.pathname || DEFAULT_SOCKET });
  if (!["tcp:", "http:", "https:"].includes(url.protocol)) {
    throw new Error(`DOCKER_HOST: ${url.protocol}// is not possible here; use unix:// or tcp://`);
  }
  const secure = certPath !== undefined || url.protocol === "https:";
  return new Docker({
    protocol: secure ? "https" : "http",
    host: url.hostname,
    port: Number(url.port || (secure ? 2376 : 2375)),
    ...(certPath ? certificates(certPath) : {}),
  });
}

function certificates(folder: string): { ca: Buffer; cert: Buffer; key: Buffer } {
  const read = (name: string) => readFileSync(join(folder, name));
  return { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
}

/** The HTTP status of a refusal by the engine; undefined when it did not answer at all. */
export function statusOf(error: unknown): number | undefined {
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === "number" ? statusCode : undefined;
}

/** The engine's own words. */
export function reasonOf(error: unknown): string {
  const { json, message } = error as { json?: { message?: unknown }; message?: string };
  return typeof json?.message === "string" ? json.message : (message ?? String(error));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no Docker engine here: install Docker, or say by DOCKER_HOST where it is",
  EACCES: "this user may not use the Docker engine: add it to the group docker (or set DOCKER_HOST)",
  EPERM: "this user may not use the Docker engine: add it to the group docker (or set DOCKER_HOST)",
  ECONNREFUSED: "the Docker engine does not run: start it",
  ETIMEDOUT: "the Docker engine cannot be reached",
  EHOSTUNREACH: "the Docker engine cannot be reached",
  ENOTFOUND: "the name of the Docker engine's machine is not known: see DOCKER_HOST",
};

/** An error of a call as this program's own: unavailable when the engine did not answer or is in trouble itself. */
export function translated(error: unknown): unknown {
  if (error instanceof EngineUnavailable) return error;
  const status = statusOf(error);
  if (status !== undefined && status < 500) return error;
  const { code } = error as { code?: string };
  if (status === undefined && code === undefined && !/socket hang up|aborted|terminated/.test(reasonOf(error)))
    return error;
  const reason = (code && REASONS[code]) || `the Docker engine is in trouble: ${reasonOf(error)}`;
  return new EngineUnavailable(reason, { cause: error });
}

/** Runs a call of the engine. @throws EngineUnavailable, or the engine's refusal with its status. */
export async function ask<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translated(error);
  }
}

/** {@link ask}, for calls where some refusals are as good as success: an unknown container, one that runs already. */
export async function askUnless<T>(statuses: readonly number[], call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const status = statusOf(error);
    if (status !== undefined && statuses.includes(status)) return undefined;
    throw translated(error);
  }
}
