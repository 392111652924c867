import fc from "fast-check";
import { expect } from "vitest";
import type { Batch, EventStore, RemoveQuery } from "../src/store";
import { ModelStore } from "./model";

/** One thing that happens to a store. */
export type Step = { readonly append: Batch } | { readonly remove: RemoveQuery } | { readonly compact: true };

/** What may happen to a store, one after the other. */
export function historyOf(batch: fc.Arbitrary<Batch>, removal: fc.Arbitrary<RemoveQuery>): fc.Arbitrary<Step[]> {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ append: batch }) },
    { weight: 1, arbitrary: fc.record({ remove: removal }) },
    { weight: 1, arbitrary: fc.constant({ compact: true } as const) },
  );
  return fc.array(step, { minLength: 1, maxLength: 10 });
}

/** Does the same to the store and to a model; whatever they give back must be equal. */
export async function play(store: EventStore, steps: readonly Step[]): Promise<ModelStore> {
  const model = new ModelStore();
  for (const step of steps) {
    if ("append" in step) {
      await store.append(step.append);
      model.append(step.append);
    } else if ("remove" in step) expect(await store.remove(step.remove)).toBe(model.remove(step.remove));
    else await store.compact();
  }
  return model;
}
