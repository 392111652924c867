/** What a container is given beside its image and program; the words of `docker run`, in units of their own. Absent: the engine's default. */
export interface ContainerOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** `user[:group]`, names or numbers. */
  readonly user?: string;
  readonly workdir?: string;
  readonly hostname?: string;
  /** Starts the program without the image's own entry point. */
  readonly noEntrypoint?: boolean;
  /** Bytes. */
  readonly memory?: number;
  /** Memory and swap together; -1: no limit of it. */
  readonly memorySwap?: number;
  readonly memoryReservation?: number;
  readonly shm?: number;
  readonly cpus?: number;
  readonly cpuShares?: number;
  /** Which processors, as `0-2,4`. */
  readonly cpuset?: string;
  readonly pids?: number;
  readonly gpus?: GpuRequest;
  readonly mounts: readonly Mount[];
  /** Folders in memory: where, and mount options. */
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly network?: string;
  readonly ports: readonly PortMapping[];
  /** `name:address` */
  readonly extraHosts: readonly string[];
  readonly dns: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly ulimits: readonly Ulimit[];
  readonly labels: Readonly<Record<string, string>>;
  readonly platform?: string;
  readonly readOnly?: boolean;
  readonly stopSignal?: string;
  // What gives power over the machine.
  readonly privileged?: boolean;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly devices: readonly Device[];
  readonly ipc?: string;
  readonly pid?: string;
  readonly runtime?: string;
  readonly securityOpt: readonly string[];
  readonly groupAdd: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
}

/** How many cards, or which. */
export interface GpuRequest {
  /** -1: all. */
  readonly count?: number;
  readonly ids?: readonly string[];
}

/** A folder of the machine, or a volume of the engine, in the container. */
export interface Mount {
  readonly kind: "bind" | "volume";
  /** An absolute path, or the volume's name; empty: a new volume that goes with the container. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface PortMapping {
  readonly container: number;
  readonly protocol: string;
  /** Absent: any free one. */
  readonly host?: number;
  readonly address?: string;
}

export interface Ulimit {
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

export interface Device {
  readonly host: string;
  readonly container: string;
  readonly permissions: string;
}

/** Nothing but the engine's defaults. */
export const NO_OPTIONS: ContainerOptions = {
  environment: {},
  mounts: [],
  tmpfs: {},
  ports: [],
  extraHosts: [],
  dns: [],
  dnsSearch: [],
  ulimits: [],
  labels: {},
  capAdd: [],
  capDrop: [],
  devices: [],
  securityOpt: [],
  groupAdd: [],
  sysctls: {},
};

/** Puts options over others: lists are joined, maps merged, single values taken from the upper ones when they say anything. */
export function mergeOptions(lower: ContainerOptions, upper: ContainerOptions): ContainerOptions {
  const given = Object.fromEntries(Object.entries(upper).filter(([, value]) => value !== undefined));
  return {
    ...lower,
    ...given,
    environment: { ...lower.environment, ...upper.environment },
    mounts: join(lower.mounts, upper.mounts, ({ target }) => target),
    tmpfs: { ...lower.tmpfs, ...upper.tmpfs },
    ports: join(lower.ports, upper.ports, ({ container, protocol }) => `${container}/${protocol}`),
    extraHosts: [...lower.extraHosts, ...upper.extraHosts],
    dns: [...lower.dns, ...upper.dns],
    dnsSearch: [...lower.dnsSearch, ...upper.dnsSearch],
    ulimits: join(lower.ulimits, upper.ulimits, ({ name }) => name),
    labels: { ...lower.labels, ...upper.labels },
    capAdd: [...lower.capAdd, ...upper.capAdd],
    capDrop: [...lower.capDrop, ...upper.capDrop],
    devices: join(lower.devices, upper.devices, ({ container }) => container),
    securityOpt: [...lower.securityOpt, ...upper.securityOpt],
    groupAdd: [...lower.groupAdd, ...upper.groupAdd],
    sysctls: { ...lower.sysctls, ...upper.sysctls },
  };
}

/** Both lists; of two with one key the upper one's. */
function join<T>(lower: readonly T[], upper: readonly T[], key: (one: T) => string): T[] {
  return [...new Map([...lower, ...upper].map((one) => [key(one), one])).values()];
}
