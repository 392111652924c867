import { createHash, randomUUID } from "node:crypto";

/** The one company of the open server (wire-protocol §4). */
export const COMPANY_ID = "d1bd92a3b039400cbafc60a7a5b1e52b";
export const COMPANY_NAME = "clearml";

/** `company` of public objects: readable by all, writable by nobody (wire-protocol §4). */
export const PUBLIC_COMPANY = "";

/** What replaces the id of a deleted parent or model (wire-protocol §7.4). Clients compare this text. */
export const DELETED_PREFIX = "__DELETED__";

/** A new id: uuid4 as 32 hex digits (wire-protocol §2). */
export function newId(): string {
  return randomUUID().replaceAll("-", "");
}

/** The key of a metric or variant in `last_metrics` (wire-protocol §7.6). */
export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
