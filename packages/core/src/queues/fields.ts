import { brokenConstraint } from "@limpid/db";
import { compact } from "../platform/documents";
import { errors } from "../platform/errors";
import { storedName } from "../platform/names";
import { storedTags } from "../platform/tags";

/** What clients may say about a queue; null means not said. */
export interface QueueFields {
  readonly name?: string | null;
  readonly display_name?: string | null;
  readonly tags?: readonly string[] | null;
  readonly system_tags?: readonly string[] | null;
}

/** {@link QueueFields} checked and as columns; what was not said is absent. */
export interface QueueColumns {
  name?: string;
  display_name?: string;
  tags?: string[];
  system_tags?: string[];
}

/** @throws 400/800 the name is too short, 400/16 tags. */
export function storedFields({ name, display_name, tags, system_tags }: QueueFields): QueueColumns {
  return compact({
    name: name == null ? null : storedName(name),
    display_name,
    tags: tags && storedTags(tags),
    system_tags: system_tags && storedTags(system_tags),
  }) as QueueColumns;
}

/** Runs a write of a queue. @throws 400/801 the company has another queue of that name. */
export async function withUniqueName<T>(name: string | undefined, write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (brokenConstraint(error) !== undefined) throw errors.expectedUniqueData({ name });
    throw error;
  }
}
