import type { IncomingMessage } from "node:http";
import { request as plain } from "node:http";
import { type RequestOptions, request as secure } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { EngineUnavailable } from "../launcher";

/** Which log, and from when on. */
export interface LogQuery {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** RFC 3339; from the beginning when absent. */
  readonly since?: string;
}

/**
 * Follows a container's log with time stamps. The client's own way to do it tells nobody when the connection breaks; this stream fails then.
 * @returns undefined when there is no such pod. @throws EngineUnavailable
 */
export async function followLog(
  config: KubeConfig,
  { namespace, pod, container, since }: LogQuery,
  signal: AbortSignal,
): Promise<IncomingMessage | undefined> {
  const url = new URL(`${config.getCurrentCluster()?.server}/api/v1/namespaces/${namespace}/pods/${pod}/log`);
  const query = { container, follow: "true", timestamps: "true", ...(since ? { sinceTime: since } : {}) };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const options: RequestOptions = { method: "GET" };
  await config.applyToHTTPSOptions(options);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const send = url.protocol === "http:" ? plain : secure;
    send(url, { ...options, signal }, resolve)
      .once("error", reject)
      .end();
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new EngineUnavailable("the Kubernetes cluster cannot be reached", { cause: error });
  });
  if (answer.statusCode === 200) return answer;
  answer.resume();
  if (answer.statusCode === 404) return undefined;
  throw new EngineUnavailable(`the Kubernetes cluster does not give a console (${answer.statusCode})`);
}
