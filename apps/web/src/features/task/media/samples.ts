/** A debug sample: a picture, sound, film or page that the run reported (`training_debug_image`). */
export interface SampleEvent {
  readonly metric: string;
  readonly variant: string;
  readonly iter: number;
  readonly timestamp: number;
  readonly url?: string;
}

const natural = new Intl.Collator("en", { numeric: true }).compare;

/** Samples in the order of their names, numbers as numbers. */
export function sortSamples(events: readonly SampleEvent[]): SampleEvent[] {
  return [...events].sort((one, other) => natural(one.metric, other.metric) || natural(one.variant, other.variant));
}

/** A place among the samples. */
export interface SampleName {
  readonly metric: string;
  readonly variant: string;
}

/** Every metric and variant that is there, in the order in which the page shows them. */
export function sampleNames(iterations: readonly { readonly events: readonly SampleEvent[] }[]): SampleName[] {
  const seen = new Map<string, SampleName>();
  for (const { events } of iterations)
    for (const { metric, variant } of events) seen.set(`${metric}\n${variant}`, { metric, variant });
  return [...seen.values()].sort(
    (one, other) => natural(one.metric, other.metric) || natural(one.variant, other.variant),
  );
}

/** The name `step` places on, around the ends. */
export function neighbourName(names: readonly SampleName[], at: SampleName, step: 1 | -1): SampleName {
  const index = names.findIndex(({ metric, variant }) => metric === at.metric && variant === at.variant);
  return names[(index + step + names.length) % names.length] ?? at;
}
