import type { TaskRow } from "@limpid/core/tasks/store";
import { z } from "zod";
import { readArguments } from "../launcher/arguments";
import { RunRefused, type RunSpec } from "../launcher/launcher";
import { type ContainerOptions, mergeOptions, NO_OPTIONS } from "../launcher/options";
import { writeBytes } from "../launcher/values";
import type { ServicesSettings } from "./env";
import type { Reach } from "./reach";
import { SCRIPT, scriptEnvironment } from "./script";

/** The kernel takes no longer text in an environment. */
const LONGEST_SETUP = 120_000;

const text = z.string().nullish();
const Container = z
  .object({ image: text, arguments: z.union([z.string(), z.array(z.string())]).nullish(), setup_shell_script: text })
  .partial();
const Script = z.object({ repository: text, entry_point: text, diff: text }).partial();

/** What a task wants to be run in and by, checked. */
export interface Order {
  readonly image: string;
  /** The task named none. */
  readonly isDefaultImage: boolean;
  readonly options: ContainerOptions;
  readonly setup: string;
  readonly needsGit: boolean;
  /** For the task's console: what is different from what was asked for. */
  readonly notes: readonly string[];
}

/** Reads what a task wants. @throws RunRefused saying what is wrong with it. */
export function readOrder(task: Pick<TaskRow, "container" | "script">, settings: ServicesSettings): Order {
  const container = Container.safeParse(task.container ?? {}).data ?? {};
  const script = Script.safeParse(task.script ?? {}).data ?? {};
  if (![script.repository, script.entry_point, script.diff].some((one) => one?.trim())) {
    throw new RunRefused("command", "the task has no code: neither a repository nor a script is stored with it");
  }
  const setup = container.setup_shell_script?.trim() ?? "";
  if (Buffer.byteLength(setup) > LONGEST_SETUP) {
    throw new RunRefused("command", `the setup script is longer than ${LONGEST_SETUP} bytes: put it into the image`);
  }
  const { options, notes } = readArguments(container.arguments, settings.permissions);
  const limited = withLimits(options, settings.limits);
  return {
    image: container.image?.trim() || settings.image,
    isDefaultImage: !container.image?.trim(),
    options: mergeOptions(settings.options, limited.options),
    setup,
    needsGit: Boolean(script.repository?.trim()),
    notes: [...notes, ...limited.notes],
  };
}

/** A task may ask for less than the limits, not for more. */
function withLimits(options: ContainerOptions, { cpus, memory }: ServicesSettings["limits"]) {
  const notes: string[] = [];
  const limited = { ...options };
  if (cpus !== undefined && (options.cpus ?? 0) > cpus) {
    notes.push(`--cpus ${options.cpus} is more than is given here: ${cpus}`);
    Object.assign(limited, { cpus });
  }
  if (memory !== undefined) {
    if ((options.memory ?? 0) > memory) {
      notes.push(`--memory ${writeBytes(options.memory ?? 0)} is more than is given here: ${writeBytes(memory)}`);
      Object.assign(limited, { memory });
    }
    // swap would go round the limit
    Object.assign(limited, { memorySwap: undefined });
  }
  return { options: limited as ContainerOptions, notes };
}

/** What the engine is to start. */
export function specOf(
  order: Order,
  run: { readonly id: string; readonly task: string; readonly worker: string; readonly token: string },
  { reach, cache, settings }: { readonly reach: Reach; readonly cache: string; readonly settings: ServicesSettings },
): RunSpec {
  const [files = ""] = reach.files;
  return {
    id: run.id,
    task: run.task,
    image: order.image,
    script: SCRIPT,
    environment: {
      ...settings.environment,
      CLEARML_WEB_HOST: reach.web,
      CLEARML_FILES_HOST: files,
      CLEARML_AUTH_TOKEN: run.token,
      CLEARML_TASK_ID: run.task,
      CLEARML_WORKER_ID: run.worker,
      CLEARML_DOCKER_IMAGE: order.image,
      // as the Python agent's services mode sets it
      CLEARML_AGENT_SERVICE_TASK: "1",
      ...scriptEnvironment({
        run: run.id,
        apis: reach.apis,
        files: reach.files,
        package: settings.package,
        cache,
        needsGit: order.needsGit,
        setup: order.setup,
      }),
    },
    options: mergeOptions(
      {
        ...NO_OPTIONS,
        network: reach.network,
        extraHosts: reach.extraHosts,
        mounts: [
          {
            kind: settings.cache.startsWith("/") ? "bind" : "volume",
            source: settings.cache,
            target: cache,
            readOnly: false,
          },
        ],
      },
      order.options,
    ),
  };
}
