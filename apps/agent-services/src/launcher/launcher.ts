import type { ContainerOptions } from "./options";

/** Where runs are started: containers of a Docker engine, processes of this machine, Jobs of a Kubernetes cluster. */
export type EngineName = "docker" | "process" | "kubernetes";

/** What is started: one run of one task. */
export interface RunSpec {
  /** 32 hex digits; names the run on the engine, for ever. */
  readonly id: string;
  /** The task that is run; a label, so that a person finds the container. */
  readonly task: string;
  readonly image: string;
  /** A POSIX shell program. */
  readonly script: string;
  /** Beside that of the options; wins over it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly options: ContainerOptions;
}

/** One piece of what a run has written: a line with its end, a piece of a long line, or what was there at the end. */
export interface ConsoleRecord {
  readonly stream: Stream;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly data: Buffer;
  /** Where it stands in its stream; to be given back as {@link ConsolePlace}. */
  readonly position: string;
}

export type Stream = "stdout" | "stderr";

/** Up to where each stream has been read; absent: nothing of it. Only the engine that wrote a position reads it. */
export type ConsolePlace = Readonly<Partial<Record<Stream, string>>>;

/** How a run ended. */
export interface RunEnd {
  /** As the shell has it: 128 + signal for a killed program; null when nobody knows. */
  readonly exitCode: number | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Killed since its memory was used up. */
  readonly outOfMemory: boolean;
  /** What the engine says about it, when it is not the program's own end: could not be started, was evicted. */
  readonly fault?: string;
}

/** A run as the engine knows it. */
export interface RunState {
  readonly id: string;
  readonly task: string;
  /** Made but not started, running, or over. */
  readonly phase: "made" | "running" | "ended";
  readonly end?: RunEnd;
}

/** What a run uses at this moment; counters grow from its start. Bytes, and CPU time in seconds. */
export interface Usage {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly cpuSeconds: number;
  /** Processors that it may use. */
  readonly cpus: number;
  readonly memory: number;
  /** What it may use of the machine's memory. */
  readonly memoryLimit: number;
  readonly received: number;
  readonly sent: number;
  readonly read: number;
  readonly written: number;
}

/** How runs reach what is outside of them. */
export interface Surroundings {
  /** The network that they are to be in; the engine's default when absent. */
  readonly network?: string;
  /** What listens on the loopback of this process's machine is reached there too. */
  readonly loopback: boolean;
  /** A name that leads to this process's machine from there, with the lines of /etc/hosts that it needs. */
  readonly hostName?: string;
  readonly extraHosts?: readonly string[];
}

/** Which images are looked up where they come from: those that are not here, all, or none. */
export type PullPolicy = "missing" | "always" | "never";

/**
 * One engine. Every run that {@link start} has made stays known until {@link remove}, across restarts of this process and of the engine. All
 * methods may be called at once; an id that the engine does not know is never an error.
 * Every method @throws EngineUnavailable when the engine does not answer.
 */
export interface Launcher {
  readonly engine: EngineName;
  /** Where runs see the folder that they share. */
  readonly cache: string;
  /** @returns what answers, in words for people. */
  check(): Promise<string>;
  /**
   * What of the options has no meaning here, as notes for the task's console.
   * @throws RunRefused for what cannot be done here.
   */
  accept(options: ContainerOptions): readonly string[];
  /** Finds out how runs reach this server. @param api where this process reaches the API. */
  surroundings(api: string): Promise<Surroundings>;
  /**
   * Sees that the image is there.
   * @param onProgress told what goes on, in lines for people.
   * @throws RunRefused with cause `image`.
   */
  prepare(image: string, policy: PullPolicy, onProgress: (line: string) => void, signal: AbortSignal): Promise<void>;
  /**
   * Starts a run. Of several calls with one id one counts.
   * @throws RunRefused when it cannot be: no such image, a bad option.
   */
  start(spec: RunSpec): Promise<void>;
  /** Every run of this agent, in no order. */
  list(): Promise<readonly RunState[]>;
  state(id: string): Promise<RunState | null>;
  /**
   * What a run writes, from a place on, each stream in its order; ends when the run has ended and all of it is read, or is unknown.
   * @throws EngineUnavailable also when the stream breaks; go on from the last place then.
   */
  console(id: string, after: ConsolePlace, signal: AbortSignal): AsyncIterable<ConsoleRecord>;
  /** Asks a run to end and ends it after `graceSec` seconds. Resolves when it has ended. */
  stop(id: string, graceSec: number): Promise<void>;
  /** Ends a run at once, if need be, and forgets all that the engine kept of it. */
  remove(id: string): Promise<void>;
  /** Null when nothing can be measured: the run is not running, or the engine does not measure. */
  usage(id: string): Promise<Usage | null>;
  /** Bytes that are free for images and containers; null when that cannot be seen from here. */
  freeDisk(): Promise<number | null>;
  close(): Promise<void>;
}

/** The engine does not answer; the message says in one line why, and what can be done. */
export class EngineUnavailable extends Error {
  override readonly name = "EngineUnavailable";
}

/** Why a run cannot be started. */
export type RefusalCause = "image" | "options" | "resources" | "command";

/** A run that cannot be started as it was asked for; the message is for the task's owner. */
export class RunRefused extends Error {
  override readonly name = "RunRefused";

  constructor(
    readonly reason: RefusalCause,
    message: string,
  ) {
    super(message);
  }
}
