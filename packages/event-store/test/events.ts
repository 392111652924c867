import type { ScalarRun } from "../src/store";

let owners = 0;
/** An owner that no other test knows. */
export const newOwner = (): string => `owner-${owners++}-${Math.random().toString(36).slice(2)}`;

/** A run of points `[iter, value, timestamp?]`. */
export function run(
  owner: string,
  points: readonly (readonly [iter: number, value: number, timestamp?: number])[],
  shared: Partial<ScalarRun> = {},
): ScalarRun {
  return {
    ...{ owner, metric: "loss", variant: "train" },
    iter: points.map(([iter]) => iter),
    timestamp: points.map(([iter, , timestamp = 1000 + iter]) => timestamp),
    value: points.map(([, value]) => value),
    ...shared,
  };
}

const shared = (owner: string) => ({ owner, metric: "m", variant: "v" });

export const log = (owner: string, timestamp: number, msg: string, fields: object = {}) =>
  ({ kind: "log", ...shared(owner), timestamp, msg, ...fields }) as const;
export const plot = (owner: string, iter: number, plot_str: string) =>
  ({ kind: "plot", ...shared(owner), iter, timestamp: iter, plot_str }) as const;
export const image = (owner: string, iter: number, url: string) =>
  ({ kind: "image", ...shared(owner), iter, timestamp: iter, url }) as const;
