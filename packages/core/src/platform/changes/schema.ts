import { z } from "zod";

/** Rows that the database tells of (prisma/extras.sql), and what batches of events bring. */
export const ROW_KINDS = ["task", "model", "project", "queue", "worker"] as const;
export const EVENT_KINDS = ["log", "scalar", "plot", "image"] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
export type Kind = (typeof ROW_KINDS)[number] | EventKind;

/**
 * What a page may watch: a kind, one object of it (`task:ID`), or those in a project and all below it (`task@PROJECT`; rows only). `events` is
 * every kind of events. The id of events is that of the task or model that they belong to.
 */
export type Topic = Kind | "events" | `${Kind | "events"}:${string}` | `${(typeof ROW_KINDS)[number]}@${string}`;

/** `now` for what people wait for (a status, a new row), `soon` for what changes all the time and may be gathered. */
export type Pace = "now" | "soon";

/** Topics that one subscription may name. They travel in an address, whose length proxies limit. */
export const MOST_TOPICS = 100;

const NAMES = [...ROW_KINDS, ...EVENT_KINDS, "events"].join("|");
const TOPIC = new RegExp(`^(?:(?:${NAMES})(?::[^\\s:@]{1,64})?|(?:${ROW_KINDS.join("|")})@[^\\s:@]{1,64})$`);

/** What a page asks for. */
export const Subscription = z.object({
  topics: z
    .array(z.custom<Topic>((value) => typeof value === "string" && TOPIC.test(value), "no topic"))
    .max(MOST_TOPICS),
  /** The id of the last message seen, or the position that the page was made at: what came since is told first. */
  lastEventId: z.string().max(100).nullish(),
});
export type Subscription = z.output<typeof Subscription>;

/** What a page is told. */
export type ChangesMessage =
  /** These changed. */
  | { readonly type: "changes"; readonly topics: Readonly<Partial<Record<Topic, Pace>>> }
  /** From here on everything is told, and nothing was missed. */
  | { readonly type: "ready" }
  /** From here on everything is told; whatever was looked at before may have changed. */
  | { readonly type: "resync" }
  /** Nothing is told until the next `resync`. */
  | { readonly type: "lost" };
