import type { V1Container, V1Job, V1Secret, V1Volume, V1VolumeMount } from "@kubernetes/client-node";
import { type PullPolicy, RunRefused, type RunSpec } from "../launcher";
import type { ContainerOptions } from "../options";

/** Labels by which a Job is found again. */
export const LABELS = { agent: "limpid/agent", run: "limpid/run", task: "limpid/task" } as const;

/** On a Job: how a run that was stopped has ended, since its pod is gone then. */
export const END = "limpid/end";

/** On a pod while it is being stopped, so that it stays until its end has been seen. */
export const HOLD = "limpid/stopping";

/** The container's name in its pod. */
export const CONTAINER = "task";

const PULL = { missing: "IfNotPresent", always: "Always", never: "Never" } as const satisfies Record<
  PullPolicy,
  string
>;

export function jobName(run: string): string {
  return `limpid-${run}`;
}

/** A name as a label may be: short, of letters that labels know. */
export function labelOf(agent: string): string {
  return agent
    .replace(/[^A-Za-z0-9_.-]/g, "-")
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}

/** What has no meaning in a cluster, or needs more than a Job of this kind gives. */
const IMPOSSIBLE: readonly (keyof ContainerOptions)[] = [
  "ports",
  "devices",
  "ulimits",
  "securityOpt",
  "sysctls",
  "groupAdd",
  "ipc",
  "pid",
  "runtime",
  "privileged",
  "capAdd",
  "cpuset",
];

/** @throws RunRefused for options that would have to be done and cannot. */
export function checkOptions(options: ContainerOptions): void {
  const asked = IMPOSSIBLE.filter((name) => {
    const value = options[name];
    return typeof value === "object" ? Object.keys(value).length > 0 : Boolean(value);
  });
  if (asked.length > 0) throw new RunRefused("options", `${asked.join(", ")}: not possible on Kubernetes`);
  const bind = options.mounts.find(({ kind }) => kind === "bind");
  if (bind) throw new RunRefused("options", `the folder ${bind.source} of a machine cannot be mounted on Kubernetes`);
}

/** The run's environment, which has its token: kept apart from the Job, which more people may read. */
export function secretOf(spec: RunSpec, agent: string): V1Secret {
  return {
    metadata: { name: jobName(spec.id), labels: labelsOf(spec, agent) },
    stringData: { ...spec.options.environment, ...spec.environment },
  };
}

/** A run as a Job that is tried once. */
export function jobOf(spec: RunSpec, agent: string, pull: PullPolicy): V1Job {
  const labels = labelsOf(spec, agent);
  const { options } = spec;
  return {
    metadata: { name: jobName(spec.id), labels },
    spec: {
      backoffLimit: 0,
      // no second pod while the first is being ended
      podReplacementPolicy: "Failed",
      completions: 1,
      parallelism: 1,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: "Never",
          // what runs is the task owner's, and has nothing to do with the cluster
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 30,
          ...(options.network === "host" ? { hostNetwork: true } : {}),
          ...(options.hostname ? { hostname: options.hostname } : {}),
          hostAliases: options.extraHosts.map((line) => {
            const [name = "", ip = ""] = line.split(/:(.*)/s);
            return { ip, hostnames: [name] };
          }),
          containers: [containerOf(spec, pull)],
          volumes: volumesOf(spec),
        },
      },
    },
  };
}

function labelsOf(spec: RunSpec, agent: string): Record<string, string> {
  return { [LABELS.agent]: labelOf(agent), [LABELS.run]: spec.id, [LABELS.task]: spec.task };
}

function containerOf({ id, image, script, options }: RunSpec, pull: PullPolicy): V1Container {
  const limits: Record<string, string> = {
    ...(options.memory === undefined ? {} : { memory: String(options.memory) }),
    ...(options.cpus === undefined ? {} : { cpu: `${Math.round(options.cpus * 1000)}m` }),
    ...(options.gpus
      ? { "nvidia.com/gpu": String(Math.max(options.gpus.count ?? options.gpus.ids?.length ?? 1, 1)) }
      : {}),
  };
  const [user] = options.user?.split(":") ?? [];
  if (user !== undefined && !/^\d+$/.test(user)) {
    throw new RunRefused("options", `--user ${options.user}: on Kubernetes a user is a number`);
  }
  return {
    name: CONTAINER,
    image,
    imagePullPolicy: PULL[pull],
    command: ["/bin/sh", "-c", script],
    envFrom: [{ secretRef: { name: jobName(id) } }],
    ...(options.workdir ? { workingDir: options.workdir } : {}),
    resources: { limits },
    securityContext: {
      allowPrivilegeEscalation: false,
      ...(user === undefined ? {} : { runAsUser: Number(user) }),
      ...(options.readOnly ? { readOnlyRootFilesystem: true } : {}),
      ...(options.capDrop.length > 0 ? { capabilities: { drop: [...options.capDrop] } } : {}),
    },
    volumeMounts: mountsOf(options),
  };
}

function mountsOf(options: ContainerOptions): V1VolumeMount[] {
  return [
    ...options.mounts.map(({ target, readOnly }, index) => ({ name: `volume-${index}`, mountPath: target, readOnly })),
    ...Object.keys(options.tmpfs).map((mountPath, index) => ({ name: `memory-${index}`, mountPath })),
    ...(options.shm === undefined ? [] : [{ name: "shm", mountPath: "/dev/shm" }]),
  ];
}

/** A named volume is a claim of that name, made by an administrator; one without a name goes with its pod. */
function volumesOf({ options }: RunSpec): V1Volume[] {
  return [
    ...options.mounts.map(({ source }, index) => ({
      name: `volume-${index}`,
      ...(source === "" ? { emptyDir: {} } : { persistentVolumeClaim: { claimName: source } }),
    })),
    ...Object.keys(options.tmpfs).map((_, index) => ({ name: `memory-${index}`, emptyDir: { medium: "Memory" } })),
    ...(options.shm === undefined
      ? []
      : [{ name: "shm", emptyDir: { medium: "Memory", sizeLimit: String(options.shm) } }]),
  ];
}
