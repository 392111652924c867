import { PatternError } from "@limpid/event-store/search/query";
import { CursorError } from "@limpid/event-store/store";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { errors } from "../../platform/errors";
import { requireOwner } from "../owners";

const Hit = z.object({
  /** Of the line in the whole log, from 1. */
  number: z.number().int(),
  /** Of its event, milliseconds since 1970. */
  timestamp: z.number(),
  level: z.string().optional(),
  text: z.string(),
  before: z.array(z.string()).readonly(),
  after: z.array(z.string()).readonly(),
  cursor: z.string(),
});

/** What the console's search asks. Lines are those on the screen: without colours and what carriage returns overwrote. */
export const searchLog = query({
  name: "events.search_log",
  auth: "user",
  summary: "Search a task's whole console output for a text or a regular expression",
  request: z.object({
    task: z.string(),
    pattern: z.string().min(1).max(1000),
    /** JavaScript's, with the flag `u`. */
    regex: z.boolean().nullish(),
    match_case: z.boolean().nullish(),
    /** Only lines of this level. */
    level: z.string().nullish(),
    direction: z.enum(["asc", "desc"]).default("asc"),
    /** Behind a hit, or where a search has stopped (`next`). */
    after: z.string().nullish(),
    limit: z.number().int().min(1).max(200).default(1),
    /** Lines to show before and after each hit. */
    context: z.number().int().min(0).max(20).default(0),
    /** Goes on behind the last hit, to count all. */
    count: z.boolean().default(false),
  }),
  response: z.object({
    hits: z.array(Hit).readonly(),
    found: z.number().int(),
    /** Lines that were looked through, and all that the log has. */
    searched: z.number().int(),
    lines: z.number().int(),
    /** False: the time ran out; go on with `after: next`. */
    complete: z.boolean(),
    next: z.string().nullable(),
  }),
}).handle(async (ctx, input) => {
  await requireOwner(ctx, input.task);
  const { pattern, direction, limit, context, count } = input;
  return ctx.events
    .search({
      ...{ owner: input.task, pattern, direction, limit, context, count },
      regex: input.regex ?? false,
      matchCase: input.match_case ?? false,
      level: input.level ?? undefined,
      after: input.after ?? undefined,
    })
    .catch((error: unknown) => {
      if (error instanceof PatternError) throw errors.invalidRegexError(error.message);
      throw error instanceof CursorError ? errors.invalidScrollId() : error;
    });
});
