import { fileURLToPath } from "node:url";

declare const LIMPID_VERSION: string | undefined;

/** The clone (or image) that this program belongs to: dist/ and src/ are equally deep. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Put in by scripts/bundle.mjs. */
export const version = typeof LIMPID_VERSION === "string" ? LIMPID_VERSION : "0.0.0-source";
