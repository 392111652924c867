import { z } from "zod";

/** A document as lists show it; with `only_fields` any of its fields may be absent. */
const Listed = z.looseObject({});

/** `{<plural>: [documents], scroll_id?}`, the reply of every list call (wire-protocol §6.6). */
export function listReply<Plural extends string>(plural: Plural) {
  return z.object({ [plural]: z.array(Listed), scroll_id: z.string().optional() } as Record<
    Plural,
    z.ZodArray<typeof Listed>
  > & { scroll_id: z.ZodOptional<z.ZodString> });
}

/** The ids of a `get_by_id_ex` call: a list, or one. */
export const Ids = z
  .union([z.string(), z.array(z.string())])
  .transform((ids) => (typeof ids === "string" ? [ids] : ids));
