/** Which runs wait in which queue, in order. */
export type Lanes = Readonly<Record<string, readonly string[]>>;

/** Where a run stands; null when it waits in none of the queues. */
export function placeOf(lanes: Lanes, task: string): { readonly queue: string; readonly index: number } | null {
  for (const [queue, tasks] of Object.entries(lanes)) {
    const index = tasks.indexOf(task);
    if (index >= 0) return { queue, index };
  }
  return null;
}

/** The lanes with a run put at a place, of its own queue or of another. */
export function moveTo(lanes: Lanes, task: string, queue: string, index: number): Lanes {
  const from = placeOf(lanes, task);
  const target = lanes[queue];
  if (!from || !target) return lanes;
  const without = { ...lanes, [from.queue]: (lanes[from.queue] ?? []).filter((other) => other !== task) };
  return { ...without, [queue]: (without[queue] ?? []).toSpliced(index, 0, task) };
}

/** One call of the wire. */
export type QueueCall =
  | {
      readonly call: "move_task_forward" | "move_task_backward";
      readonly queue: string;
      readonly task: string;
      readonly count: number;
    }
  | {
      readonly call: "move_task_to_queue";
      readonly queue: string;
      readonly task: string;
      readonly target_queue: string;
    };

/**
 * The calls that make `after` out of `before` for one run: within a queue it is moved by steps; into another it comes to the end and is moved forward
 * from there. @param lengths how many wait in each queue in all: lanes may show only the first of them.
 */
export function callsFor(
  before: Lanes,
  after: Lanes,
  task: string,
  lengths: Readonly<Record<string, number>>,
): QueueCall[] {
  const from = placeOf(before, task);
  const to = placeOf(after, task);
  if (!from || !to) return [];
  if (from.queue === to.queue) {
    const steps = to.index - from.index;
    if (steps === 0) return [];
    const call = steps > 0 ? "move_task_backward" : "move_task_forward";
    return [{ call, queue: from.queue, task, count: Math.abs(steps) }];
  }
  const move: QueueCall = { call: "move_task_to_queue", queue: from.queue, task, target_queue: to.queue };
  const ahead = Math.max(lengths[to.queue] ?? 0, (before[to.queue] ?? []).length) - to.index;
  return ahead > 0 ? [move, { call: "move_task_forward", queue: to.queue, task, count: ahead }] : [move];
}
