import { z } from "zod";
import type { Document } from "../documents";

/** A document as lists show it; with `only_fields` any of its fields may be absent. */
const Listed = z.looseObject({});

/**
 * The contract of a document that the engine reads: callers get its types, the handler may give any {@link Document}.
 * That both agree is what the check of responses in tests is for.
 */
export function asRead<Item extends z.ZodType>(item: Item): z.ZodType<z.output<Item>, Document> {
  return item as unknown as z.ZodType<z.output<Item>, Document>;
}

/** `{<plural>: [documents], scroll_id?}`, the reply of every list call (wire-protocol §6.6). */
export function listReply<Plural extends string, Item extends z.ZodType = typeof Listed>(plural: Plural, item?: Item) {
  const documents = z.array(asRead(item ?? Listed));
  return z.object({ [plural]: documents, scroll_id: z.string().optional() } as Record<
    Plural,
    z.ZodArray<z.ZodType<z.output<Item>, Document>>
  > & { scroll_id: z.ZodOptional<z.ZodString> });
}

/** The ids of a `get_by_id_ex` call: a list, or one. */
export const Ids = z
  .union([z.string(), z.array(z.string())])
  .transform((ids) => (typeof ids === "string" ? [ids] : ids));
