/**
 * Order of `keys` ascending, equal ones by `ranks` or else as they stand; null when they are in order already. A
 * natural merge sort, made for few long runs.
 */
export function ascendingOrder(keys: Float64Array, ranks?: Float64Array): Uint32Array | null {
  const count = keys.length;
  const isBehind = (one: number, other: number): boolean => {
    const difference = (keys[one] as number) - (keys[other] as number);
    return (
      difference > 0 || (difference === 0 && ranks !== undefined && (ranks[one] as number) > (ranks[other] as number))
    );
  };
  let bounds: number[] = [0];
  for (let index = 1; index < count; index++) if (isBehind(index - 1, index)) bounds.push(index);
  if (bounds.length === 1) return null;
  bounds.push(count);
  let from = Uint32Array.from(keys.keys());
  let to = new Uint32Array(count);
  while (bounds.length > 2) {
    const merged: number[] = [0];
    for (let run = 0; run + 1 < bounds.length; run += 2) {
      const start = bounds[run] as number;
      const middle = bounds[run + 1] as number;
      const end = bounds[run + 2] ?? middle;
      let left = start;
      let right = middle;
      for (let target = start; target < end; target++) {
        const takeLeft = left < middle && (right >= end || !isBehind(from[left] as number, from[right] as number));
        to[target] = from[takeLeft ? left++ : right++] as number;
      }
      merged.push(end);
    }
    [from, to] = [to, from];
    bounds = merged;
  }
  return from;
}

/** The values at these places, in this order. */
export function pick(column: Float64Array, order: Uint32Array): Float64Array {
  const picked = new Float64Array(order.length);
  for (let index = 0; index < order.length; index++) picked[index] = column[order[index] as number] as number;
  return picked;
}

/** Of ascending keys with repetitions the place of each last one; null when no key comes twice. */
export function lastOfEach(keys: Float64Array): Uint32Array | null {
  const places = new Uint32Array(keys.length);
  let count = 0;
  for (let index = 0; index < keys.length; index++) if (keys[index] !== keys[index + 1]) places[count++] = index;
  return count === keys.length ? null : places.slice(0, count);
}

/** The first index whose key is not below `bound` (`inclusive`: not at or below it), by bisection. */
export function lowerBound(keys: Float64Array, bound: number, inclusive = false): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const key = keys[middle] as number;
    if (key < bound || (inclusive && key === bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}
