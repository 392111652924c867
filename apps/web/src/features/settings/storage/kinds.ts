import type { UsageKind } from "@limpid/core/storage/usage-schema";

/** What kinds are called, and the colour that each has in every bar. */
export const KINDS: Readonly<Record<UsageKind, { readonly label: string; readonly color: string }>> = {
  scalars: { label: "Scalars", color: "var(--run-1)" },
  logs: { label: "Logs", color: "var(--run-7)" },
  plots: { label: "Plots", color: "var(--run-5)" },
  images: { label: "Debug images", color: "var(--run-4)" },
  artifacts: { label: "Artifacts", color: "var(--run-2)" },
  models: { label: "Models", color: "var(--run-3)" },
  datasets: { label: "Datasets", color: "var(--run-6)" },
  monitoring: { label: "Workers and serving", color: "var(--run-9)" },
  other: { label: "Other files", color: "var(--run-11)" },
};
