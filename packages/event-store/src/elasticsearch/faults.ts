import { errors } from "@elastic/elasticsearch";
import { UnavailableError } from "../store";

/** What Elasticsearch says of a request, or of one document in a bulk. */
interface Refusal {
  readonly status: number;
  readonly type?: string;
  readonly reason?: string;
}

/** A failure that is not the request's own fault. */
export interface Fault {
  readonly reason: string;
  /** Milliseconds in which it is worth trying again; 0: an operator has to act. */
  readonly patience: number;
  /** The request may have been carried out all the same. */
  readonly isUncertain: boolean;
}

/** A node restarts, a shard moves: soon over, or else for long. */
const awayPatience = 3_000;
/** Queues are full: it works them off. */
const busyPatience = 30_000;

/** Several processes change one head at once; one of them went through. */
export const contention: Fault = {
  reason: "too many processes write to one owner",
  patience: busyPatience,
  isUncertain: false,
};

/** @returns undefined when the request itself is at fault */
export function refusalFault({ status, type = "", reason = "" }: Refusal): Fault | undefined {
  // A full disk answers 429, an operator's block 403: both last until somebody acts.
  if (type === "cluster_block_exception") {
    const isForNow = status === 503;
    return {
      reason: `Elasticsearch takes no writes: ${reason}`,
      patience: isForNow ? awayPatience : 0,
      isUncertain: false,
    };
  }
  if (type === "index_not_found_exception") {
    return { reason: `Elasticsearch has lost an index: ${reason}`, patience: 0, isUncertain: false };
  }
  if (status === 429)
    return { reason: `Elasticsearch is overloaded: ${reason}`, patience: busyPatience, isUncertain: false };
  if (status === 401 || status === 403) {
    return { reason: `Elasticsearch refuses these credentials: ${reason}`, patience: 0, isUncertain: false };
  }
  if (status >= 502 && status <= 504) {
    return { reason: `Elasticsearch is not ready: ${reason || type}`, patience: awayPatience, isUncertain: true };
  }
  return undefined;
}

/** @returns undefined when the request itself is at fault, or the error is of another kind */
export function faultOf(error: unknown): Fault | undefined {
  if (error instanceof errors.ResponseError) {
    const { type, reason } = (error.body as { error?: { type?: string; reason?: string } } | undefined)?.error ?? {};
    return refusalFault({ status: error.statusCode ?? 0, type, reason: reason ?? "" });
  }
  if (error instanceof errors.ProductNotSupportedError) {
    return { reason: "what answers there is not Elasticsearch", patience: 0, isUncertain: false };
  }
  const isAway =
    error instanceof errors.ConnectionError ||
    error instanceof errors.TimeoutError ||
    error instanceof errors.NoLivingConnectionsError;
  if (!isAway) return undefined;
  return { reason: "Elasticsearch does not answer", patience: awayPatience, isUncertain: true };
}

/** A document of a multiple read that could not be had, most likely because its shard is not there. */
export const unreadable = ({ type, reason }: { readonly type: string; readonly reason?: string | null }): Error =>
  new UnavailableError(`Elasticsearch cannot read what it has: ${type}: ${reason}`);

/** Waits before the next of several attempts, longer each time and never as long as others do. */
export async function pause(attempt: number): Promise<void> {
  const longest = Math.min(2_000, 25 * 2 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, longest * (0.5 + Math.random() / 2)));
}

/** How a request ended that was tried several times. */
export interface Outcome<Result> {
  readonly result: Result;
  /** An earlier try may have been carried out as well. */
  readonly wasRepeated: boolean;
}

/**
 * Tries a request until it goes or the fault lasts.
 * @param patience bounds that of the fault, in milliseconds
 * @throws UnavailableError with the reason; the driver's error when the request itself is at fault
 */
export async function persist<Result>(request: () => Promise<Result>, patience = Infinity): Promise<Outcome<Result>> {
  const started = performance.now();
  let wasRepeated = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return { result: await request(), wasRepeated };
    } catch (error) {
      const fault = faultOf(error);
      if (!fault) throw error;
      if (performance.now() - started >= Math.min(patience, fault.patience)) {
        throw new UnavailableError(fault.reason, { cause: error });
      }
      wasRepeated ||= fault.isUncertain;
      await pause(attempt);
    }
  }
}
