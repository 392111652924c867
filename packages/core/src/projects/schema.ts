import { z } from "zod";

const text = z.string().nullish();

/**
 * Tags of a project as clients send them. These calls had no typed request, so a lone text is told apart from other mistakes: 400/800
 * instead of 400/12; see {@link ./fields.ts}.
 */
const tags = z.union([z.array(z.string()), z.string()]).nullish();

/** Fields of a project that clients may set. */
export const projectFields = {
  description: text,
  tags,
  system_tags: tags,
  default_output_destination: text,
};

/** Projects to look into; null among them stands for things without a project. */
export const projectScope = {
  projects: z.array(z.string().nullable()).nullish(),
  include_subprojects: z.boolean().nullish(),
};

/** A page of plain values; 500 without a size (wire-protocol §11). */
export const valuePage = {
  page: z.number().int().min(0).nullish(),
  page_size: z.number().int().min(1).nullish(),
};
