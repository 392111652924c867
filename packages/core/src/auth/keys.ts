import { hkdfSync } from "node:crypto";

/** What keys are made for. */
type Purpose = "tokens" | "api secrets" | "log-in attempts" | "storage settings" | "event places";

const derived = new Map<string, Buffer>();

/**
 * A key of 32 bytes for one purpose, derived from the installation's token secret: a leak of what one key made says nothing about another.
 */
export function deriveKey(tokenSecret: string, purpose: Purpose): Buffer {
  const name = `${purpose}\0${tokenSecret}`;
  let key = derived.get(name);
  if (!key) {
    key = Buffer.from(hkdfSync("sha256", tokenSecret, "limpid", purpose, 32));
    derived.set(name, key);
  }
  return key;
}
