import { selects } from "../ranges";
import type { MetricSelector, Summary } from "../store";
import { addContent, type BlockHeader, type Content } from "./blocks";

/** See EventStore.summarize. */
export function summarizeLogs(
  headers: readonly BlockHeader[],
  metrics: readonly MetricSelector[] | undefined,
): Summary[] {
  const isSelected = selects(metrics);
  const found = new Map<string, { readonly owner: string; readonly content: Content }>();
  for (const { owner, contents } of headers) {
    for (const content of contents) {
      const { metric, variant } = content;
      if (!isSelected(metric, variant)) continue;
      const name = `${owner}\0${metric}\0${variant}`;
      found.set(name, { owner, content: addContent(found.get(name)?.content, content) });
    }
  }
  return [...found.values()].map(({ owner, content }) => ({ owner, kind: "log", single: false, ...content }));
}
