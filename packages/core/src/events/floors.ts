import type { Floor, Summary } from "@limpid/event-store/store";

/**
 * Which images are still real. The SDK uses a limited number of file names again and again, so of several iterations with one address only
 * the newest shows its own picture (wire-protocol §8.2, "Image file recycling").
 * @param summaries of images, with `urls`
 * @param rule `window`: everything above the newest address' second newest iteration; `sample`: from the lowest of the addresses' newest
 * iterations on.
 */
export function imageFloors(summaries: readonly Summary[], rule: "window" | "sample"): Floor[] {
  return summaries.flatMap(({ metric, variant, urls = [] }) => {
    const iter = rule === "window" ? aboveReused(urls) : oldestReal(urls);
    return iter === undefined ? [] : [{ metric, variant, iter }];
  });
}

type Urls = NonNullable<Summary["urls"]>;

function aboveReused(urls: Urls): number | undefined {
  const previous = urls[0]?.previous_iter;
  return previous === undefined ? undefined : previous + 1;
}

function oldestReal(urls: Urls): number | undefined {
  if (urls.length === 0) return undefined;
  return urls.reduce((lowest, { max_iter }) => Math.min(lowest, max_iter), Number.POSITIVE_INFINITY);
}
