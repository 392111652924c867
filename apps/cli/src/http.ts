import { request } from "node:http";
import { createServer } from "node:net";
import { Failure } from "./failure";

/** Whether GET `url` is answered with 200. Node's http keeps the supervisor smaller than fetch would. */
export function isHealthy(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request(url, { timeout: 5000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve(false));
    call.end();
  });
}

/** Why a port cannot be listened to (`EADDRINUSE` …); undefined when it can. Port 0 tells a free one by `onFree`. */
export function portProblem(host: string, port: number, onFree?: (port: number) => void): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ host, port, exclusive: true }, () => {
      const address = probe.address();
      if (onFree && address !== null && typeof address === "object") onFree(address.port);
      probe.close(() => resolve(undefined));
    });
  });
}

/** A free port of the loopback address. */
export async function freePort(): Promise<number> {
  let found = 0;
  const problem = await portProblem("127.0.0.1", 0, (port) => {
    found = port;
  });
  if (problem) throw new Failure(`no free port on 127.0.0.1 (${problem})`);
  return found;
}

/** The line for a port that cannot be used. */
export function portFailure(host: string, port: number, setting: string, code: string): Failure {
  if (code === "EADDRINUSE") {
    return new Failure(`port ${port} is taken by another program: stop it, or set ${setting} to another port`);
  }
  if (code === "EACCES")
    return new Failure(`port ${port} needs more rights than this user has: set ${setting} to a port above 1023`);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new Failure(
      `this machine has no address ${host}: set LIMPID_HOST to 127.0.0.1, 0.0.0.0 or one of its own addresses`,
    );
  }
  return new Failure(`cannot listen on ${host}:${port} (${code}): set ${setting} to another port`);
}
