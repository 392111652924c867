import { posix } from "node:path";
import type { ContainerOptions, Device, GpuRequest, Mount, PortMapping, Ulimit } from "./options";
import { cutOff, readBytes, readCount, readPairs } from "./values";

/** One option of `docker run`. */
export interface OptionRule {
  readonly name: string;
  /** Its letter, or another name. */
  readonly short?: string;
  /** Stands without a value. */
  readonly flag?: boolean;
  /** It mounts something, which has permissions of its own. */
  readonly mounts?: boolean;
  /** open: for every task. guarded: only where an administrator allows it. ours: passed over, since this program decides it. */
  readonly access: "open" | "guarded" | "ours";
  /** Why it is guarded or passed over. */
  readonly why: string;
  /** What it changes. @throws Error the value makes no sense. */
  readonly read: (value: string) => Partial<ContainerOptions>;
}

type Read = OptionRule["read"];
type Names = string | readonly [name: string, short: string];
type Kind = Pick<OptionRule, "flag" | "mounts">;

function rule(names: Names, access: OptionRule["access"], why: string, read: Read, kind: Kind = {}): OptionRule {
  const [name, short] = typeof names === "string" ? [names, undefined] : names;
  return { name, short, access, why, read, ...kind };
}
const open = (names: Names, read: Read, kind?: Kind) => rule(names, "open", "", read, kind);
const guarded = (names: Names, why: string, read: Read, kind?: Kind) => rule(names, "guarded", why, read, kind);
const ours = (names: Names, why: string, kind?: Kind) => rule(names, "ours", why, () => ({}), kind);
const flag = { flag: true } as const;

/** Every option that is known here. What is not in the list is refused. */
export const OPTIONS: readonly OptionRule[] = [
  open(["env", "e"], (value) => {
    const [name, text] = cutOff(value, "=");
    if (text === undefined)
      throw new Error(`${name} has no value, and this machine's own environment is not passed on`);
    return { environment: { [name]: text } };
  }),
  open(["user", "u"], (user) => ({ user })),
  open(["workdir", "w"], (workdir) => ({ workdir })),
  open(["hostname", "h"], (hostname) => ({ hostname })),
  open(["label", "l"], (value) => {
    const [name, text = ""] = cutOff(value, "=");
    if (name.startsWith("limpid.")) throw new Error("labels that begin with limpid. are taken");
    return { labels: { [name]: text } };
  }),
  open(["memory", "m"], (value) => ({ memory: readBytes(value) })),
  open("memory-swap", (value) => ({ memorySwap: value === "-1" ? -1 : readBytes(value) })),
  open("memory-reservation", (value) => ({ memoryReservation: readBytes(value) })),
  open("shm-size", (value) => ({ shm: readBytes(value) })),
  open("cpus", (value) => ({ cpus: readCount(value) })),
  open(["cpu-shares", "c"], (value) => ({ cpuShares: readCount(value) })),
  open("cpuset-cpus", (cpuset) => ({ cpuset })),
  open("pids-limit", (value) => ({ pids: readCount(value) })),
  open("gpus", (value) => ({ gpus: readGpus(value) })),
  open("tmpfs", (value) => {
    const [target, mountOptions = ""] = cutOff(value, ":");
    return { tmpfs: { [target]: mountOptions } };
  }),
  open(["volume", "v"], (value) => ({ mounts: [readVolume(value)] }), { mounts: true }),
  open("mount", (value) => ({ mounts: [readMount(value)] }), { mounts: true }),
  open("add-host", (value) => ({ extraHosts: [value.replace("=", ":")] })),
  open("dns", (value) => ({ dns: [value] })),
  open("dns-search", (value) => ({ dnsSearch: [value] })),
  open("ulimit", (value) => ({ ulimits: [readUlimit(value)] })),
  open("platform", (platform) => ({ platform })),
  open("stop-signal", (stopSignal) => ({ stopSignal })),
  open("read-only", (value) => ({ readOnly: value !== "false" }), flag),
  open("cap-drop", (value) => ({ capDrop: [value] })),
  open("entrypoint", (value) => {
    if (value !== "") throw new Error('only --entrypoint "" is possible: what runs in the container is the task');
    return { noEntrypoint: true };
  }),
  guarded(["network", "net"], "it decides what the container can reach", (network) => ({ network })),
  guarded(["publish", "p"], "it opens a port of this machine", (value) => ({ ports: [readPort(value)] })),
  guarded("privileged", "it gives the container this machine", (value) => ({ privileged: value !== "false" }), flag),
  guarded("cap-add", "it gives power over this machine", (value) => ({ capAdd: [value] })),
  guarded("device", "it gives a device of this machine", (value) => ({ devices: [readDevice(value)] })),
  guarded("ipc", "it shares memory with other programs; --shm-size gives more shared memory", (ipc) => ({ ipc })),
  guarded("pid", "it shows the programs of this machine", (pid) => ({ pid })),
  guarded("runtime", "it decides what holds the container", (runtime) => ({ runtime })),
  guarded("security-opt", "it loosens what holds the container", (value) => ({ securityOpt: [value] })),
  guarded("group-add", "it gives the rights of a group", (value) => ({ groupAdd: [value] })),
  guarded("sysctl", "it changes the kernel's settings", (value) => {
    const [name, text = ""] = cutOff(value, "=");
    return { sysctls: { [name]: text } };
  }),
  ours("name", "containers are named after their run"),
  ours("rm", "containers of ended tasks are removed after a time", flag),
  ours(["detach", "d"], "the console is followed from here", flag),
  ours(["interactive", "i"], "nobody types there", flag),
  ours(["tty", "t"], "the console is followed from here", flag),
  ours("init", "there is one always", flag),
  ours("restart", "whether a task runs again is the task's own affair"),
  ours("pull", "LIMPID_SERVICES_PULL says when images are pulled"),
  ours("log-driver", "the console is read from the engine"),
  ours("log-opt", "the console is read from the engine"),
  ours("stop-timeout", "LIMPID_SERVICES_STOP_GRACE_SEC says how long a task may take to end"),
];

/** `all`, a number, or `device=0,1` (quoted when there are several). */
function readGpus(value: string): GpuRequest {
  const text = value.replaceAll('"', "");
  if (text === "all") return { count: -1 };
  if (/^\d+$/.test(text)) return { count: Number(text) };
  const [, ids = ""] = /^device=([\w:.,-]+)$/.exec(text) ?? [];
  if (!ids) throw new Error('say all, a number, or "device=0,1"');
  return { ids: ids.split(",") };
}

/** `source:target[:ro]`, or a target alone. */
function readVolume(value: string): Mount {
  const [source = "", target, mode = ""] = value.split(":");
  if (target === undefined) return checked({ kind: "volume", source: "", target: source, readOnly: false });
  const readOnly = mode.split(",").includes("ro");
  return checked({ kind: source.startsWith("/") ? "bind" : "volume", source, target, readOnly });
}

/** `type=bind,source=…,target=…,readonly` */
function readMount(value: string): Mount {
  const pairs = readPairs(value);
  const type = pairs.get("type") ?? "volume";
  if (type !== "bind" && type !== "volume") throw new Error(`type=${type} is not known here; use --tmpfs for memory`);
  const source = pairs.get("source") ?? pairs.get("src") ?? "";
  const target = pairs.get("target") ?? pairs.get("destination") ?? pairs.get("dst") ?? "";
  const readOnly = ["readonly", "ro"].some((key) => pairs.has(key) && pairs.get(key) !== "false");
  return checked({ kind: type, source, target, readOnly });
}

function checked(mount: Mount): Mount {
  if (!mount.target.startsWith("/")) throw new Error("the place in the container must be an absolute path");
  if (mount.kind === "volume") {
    if (mount.source !== "" && !/^[a-zA-Z0-9][\w.-]*$/.test(mount.source))
      throw new Error(`${mount.source} is no volume's name`);
    return mount;
  }
  if (!mount.source.startsWith("/")) throw new Error("the folder must be an absolute path");
  // so that /data/../etc is seen as what it is
  return { ...mount, source: posix.normalize(mount.source).replace(/(.)\/$/, "$1") };
}

/** `[address:][host:]container[/protocol]` */
function readPort(value: string): PortMapping {
  const [places = "", protocol = "tcp"] = value.split("/");
  const parts = places.split(":");
  const port = (text: string): number => {
    if (!/^\d{1,5}$/.test(text)) throw new Error(`${text} is no port`);
    return Number(text);
  };
  const container = port(parts.pop() ?? "");
  const host = parts.pop();
  const address = parts.join(":");
  return { container, protocol, ...(host ? { host: port(host) } : {}), ...(address ? { address } : {}) };
}

/** `name=soft[:hard]` */
function readUlimit(value: string): Ulimit {
  const [, name = "", soft = "", hard = soft] = /^(\w+)=(-?\d+)(?::(-?\d+))?$/.exec(value) ?? [];
  if (!name) throw new Error("say name=soft:hard");
  return { name, soft: Number(soft), hard: Number(hard) };
}

/** `host[:container[:permissions]]` */
function readDevice(value: string): Device {
  const [host = "", container = host, permissions = "rwm"] = value.split(":");
  return { host, container, permissions };
}
