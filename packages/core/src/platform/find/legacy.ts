import type { Document } from "../documents";
import type { Version } from "../version";

/** Clients up to version 2.16 know `metadata` of models and queues as a list and are given an empty one (wire-protocol §7.2). */
export function downgradeMetadata(version: Version, document: Document): Document {
  return version.below("2.17") && Object.hasOwn(document, "metadata") ? { ...document, metadata: [] } : document;
}
