import { z } from "zod";

/** One entry of a model's or queue's metadata; all three parts are required (wire-protocol §10). */
export const MetadataItem = z.object({ key: z.string().trim().min(1), type: z.string(), value: z.string() });
export type MetadataItem = z.output<typeof MetadataItem>;

/** Metadata as create, edit and update take it, and as documents show it from 2.17: by key. */
export const MetadataMap = z.record(z.string().trim().min(1), MetadataItem);
export type MetadataMap = z.output<typeof MetadataMap>;

/** Metadata as add_or_update_metadata takes it. */
export const MetadataList = z.array(MetadataItem).min(1);

const text = z.string().nullish();
const tags = z.array(z.string()).nullish();
const map = z.record(z.string(), z.unknown()).nullish();

/** Fields that models.create and models.edit both take (wire-protocol §10). */
export const modelFields = {
  comment: text,
  tags,
  system_tags: tags,
  framework: text,
  design: map,
  project: text,
  parent: text,
  task: text,
  metadata: MetadataMap.nullish(),
};

/** Fields that models.update takes. */
export const updateFields = {
  name: text,
  comment: text,
  tags,
  system_tags: tags,
  uri: text,
  project: text,
  created: text,
  ui_cache: map,
  metadata: MetadataMap.nullish(),
};

/** What most changes answer: how many documents changed, and the new values of the changed fields. */
export const Updated = z.object({ updated: z.number().int(), fields: z.looseObject({}) });

/** What publishing the task of a model gave. */
export const PublishedTask = z.object({ id: z.string(), data: Updated });
