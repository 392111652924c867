import type { ContainerCreateOptions, DeviceRequest, HostConfig, MountSettings } from "dockerode";
import type { RunSpec } from "../launcher";
import type { ContainerOptions, GpuRequest } from "../options";

/** Labels by which a container is found again. */
export const LABELS = { agent: "limpid.agent", run: "limpid.run", task: "limpid.task" } as const;

/** What the engine keeps of a console: bytes as they came (json-file spoils what is no UTF-8), enough for hours without this process. */
const CONSOLE_LOG = { Type: "local", Config: { "max-size": "64m", "max-file": "4" } };

/** The name of a run's container. */
export function containerName(run: string): string {
  return `limpid-${run}`;
}

/** A run in the engine's own words. @param agent who starts it. */
export function createOptions(spec: RunSpec, agent: string): ContainerCreateOptions {
  const { options } = spec;
  const environment = { ...options.environment, ...spec.environment };
  return {
    name: containerName(spec.id),
    Image: spec.image,
    Cmd: ["/bin/sh", "-c", spec.script],
    ...(options.noEntrypoint ? { Entrypoint: [] } : {}),
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    Labels: { ...options.labels, [LABELS.agent]: agent, [LABELS.run]: spec.id, [LABELS.task]: spec.task },
    Tty: false,
    ...(options.user ? { User: options.user } : {}),
    ...(options.workdir ? { WorkingDir: options.workdir } : {}),
    ...(options.hostname ? { Hostname: options.hostname } : {}),
    ...(options.stopSignal ? { StopSignal: options.stopSignal } : {}),
    ...(options.platform ? { platform: options.platform } : {}),
    ExposedPorts: Object.fromEntries(options.ports.map(({ container, protocol }) => [`${container}/${protocol}`, {}])),
    HostConfig: hostConfig(options),
  };
}

function hostConfig(options: ContainerOptions): HostConfig {
  return {
    // passes signals on, and collects what programs leave behind
    Init: true,
    RestartPolicy: { Name: "no" },
    LogConfig: CONSOLE_LOG,
    ...limits(options),
    ...(options.network ? { NetworkMode: options.network } : {}),
    ExtraHosts: [...options.extraHosts],
    Dns: [...options.dns],
    DnsSearch: [...options.dnsSearch],
    PortBindings: Object.fromEntries(
      options.ports.map(({ container, protocol, host, address }) => [
        `${container}/${protocol}`,
        [{ HostPort: host === undefined ? "" : String(host), HostIp: address ?? "" }],
      ]),
    ),
    Mounts: mounts(options),
    Tmpfs: { ...options.tmpfs },
    ...(options.readOnly ? { ReadonlyRootfs: true } : {}),
    CapDrop: [...options.capDrop],
    ...power(options),
  };
}

function limits({
  memory,
  memorySwap,
  memoryReservation,
  shm,
  cpus,
  cpuShares,
  cpuset,
  pids,
  ulimits,
  gpus,
}: ContainerOptions): HostConfig {
  return {
    // without a limit of its own, swap may double the memory: a task over its limit would crawl instead of being ended
    ...(memory === undefined ? {} : { Memory: memory, MemorySwap: memorySwap ?? memory }),
    ...(memoryReservation === undefined ? {} : { MemoryReservation: memoryReservation }),
    ...(shm === undefined ? {} : { ShmSize: shm }),
    ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
    ...(cpuShares === undefined ? {} : { CpuShares: cpuShares }),
    ...(cpuset === undefined ? {} : { CpusetCpus: cpuset }),
    ...(pids === undefined ? {} : { PidsLimit: pids }),
    Ulimits: ulimits.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
    ...(gpus ? { DeviceRequests: [deviceRequest(gpus)] } : {}),
  };
}

function deviceRequest({ count, ids }: GpuRequest): DeviceRequest {
  return { Driver: "", Capabilities: [["gpu"]], ...(ids ? { DeviceIDs: [...ids] } : { Count: count ?? -1 }) };
}

function mounts(options: ContainerOptions): MountSettings[] {
  return options.mounts.map(({ kind, source, target, readOnly }) => ({
    Type: kind,
    Source: source,
    Target: target,
    ReadOnly: readOnly,
  }));
}

/** What gives power over the machine; the reader of the arguments has seen to it that it is allowed. */
function power(options: ContainerOptions): HostConfig {
  return {
    ...(options.privileged ? { Privileged: true } : {}),
    CapAdd: [...options.capAdd],
    Devices: options.devices.map(({ host, container, permissions }) => ({
      PathOnHost: host,
      PathInContainer: container,
      CgroupPermissions: permissions,
    })),
    ...(options.ipc ? { IpcMode: options.ipc } : {}),
    ...(options.pid ? { PidMode: options.pid } : {}),
    ...(options.runtime ? { Runtime: options.runtime } : {}),
    SecurityOpt: [...options.securityOpt],
    GroupAdd: [...options.groupAdd],
    Sysctls: { ...options.sysctls },
  };
}
