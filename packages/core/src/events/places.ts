import type { Secrets } from "@limpid/event-store/moving/board";
import { deriveKey } from "../auth/keys";
import { seal, unseal } from "../storage/seal";

const PLACE = "event places";

/** Seals the credentials of the places that events are moved between, under the installation's token secret. */
export function placeSecrets(tokenSecret: string): Secrets {
  const key = deriveKey(tokenSecret, "event places");
  return { seal: (text) => seal(key, PLACE, text), open: (sealed) => unseal(key, PLACE, sealed) };
}
