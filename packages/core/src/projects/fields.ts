import { errors } from "../platform/errors";
import { storedTags } from "../platform/tags";

/** Tags of a project request as a list to store. @throws 400/800 a lone text, 400/16 operator words. */
export function projectTags(field: string, tags: readonly string[] | string | null | undefined): string[] | undefined {
  if (tags === null || tags === undefined) return undefined;
  if (typeof tags === "string") throw errors.dataValidationError({ field, reason: "a list is needed" });
  return storedTags(tags);
}
