import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import type Docker from "dockerode";
import { isLoopback, withHost } from "../addresses";
import type { Surroundings } from "../launcher";
import { ask, askUnless } from "./connection";

/** How containers name the machine of their engine. */
const HOST = "host.docker.internal";
const TO_HOST = [`${HOST}:host-gateway`];

/** Milliseconds that the API may take to answer on this machine. */
const PATIENCE = 2000;

/**
 * Finds out how containers reach what runs beside this process.
 * In a container of the same engine: by its network. Docker Desktop: by a name of its own, which leads even to what listens on the loopback. Else
 * the bridge's address of this machine, if the API listens there, or, if it listens on the loopback alone, the machine's own network.
 * @param api the API's address for this process.
 * @param chosen the network that an administrator has decided on.
 */
export async function findSurroundings(docker: Docker, api: string, chosen: string | undefined): Promise<Surroundings> {
  if (chosen) return ofNetwork(chosen);
  const own = await ownNetwork(docker);
  if (own) return ofNetwork(own);
  const { OperatingSystem } = (await ask(() => docker.info())) as { OperatingSystem?: string };
  if (OperatingSystem?.includes("Docker Desktop")) return { hostName: HOST, loopback: false };
  if (!isLoopback(api)) return { hostName: HOST, extraHosts: TO_HOST, loopback: false };
  const gateway = await bridgeAddress(docker);
  if (gateway && (await answers(withHost(api, gateway))))
    return { hostName: HOST, extraHosts: TO_HOST, loopback: false };
  return { network: "host", loopback: true };
}

function ofNetwork(network: string): Surroundings {
  if (network === "host") return { network, loopback: true };
  return { network, hostName: HOST, extraHosts: TO_HOST, loopback: false };
}

/** The network of the container that this process runs in; null when it is in none of this engine's. */
async function ownNetwork(docker: Docker): Promise<string | null> {
  for (const id of await ownIds()) {
    const info = await askUnless([404, 400], () => docker.getContainer(id).inspect());
    if (!info) continue;
    const names = Object.keys(info.NetworkSettings.Networks);
    return names.find((name) => name !== "bridge") ?? names[0] ?? null;
  }
  return null;
}

/** What may be the id of this process's container: its mounts name it, and by default its host name is the beginning. */
async function ownIds(): Promise<string[]> {
  const mounts = await readFile("/proc/self/mountinfo", "utf8").catch(() => "");
  const found = [...mounts.matchAll(/\/containers\/([0-9a-f]{64})\//g)].flatMap(([, id]) => id ?? []);
  const name = hostname();
  return [...new Set([...found, ...(/^[0-9a-f]{12}$/.test(name) ? [name] : [])])];
}

/** The address of this machine in the engine's default network. */
async function bridgeAddress(docker: Docker): Promise<string | undefined> {
  const network = await askUnless([404], () => docker.getNetwork("bridge").inspect());
  return (network as { IPAM?: { Config?: Array<{ Gateway?: string }> } } | undefined)?.IPAM?.Config?.[0]?.Gateway;
}

function answers(address: string): Promise<boolean> {
  return fetch(`${address}/debug.ping`, { signal: AbortSignal.timeout(PATIENCE) }).then(
    ({ ok }) => ok,
    () => false,
  );
}
