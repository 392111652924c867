import { errors } from "./errors";

/**
 * The name of a task, model or queue as it is stored: trimmed.
 * @throws 400/800 shorter than three characters (wire-protocol §5).
 */
export function storedName(name: string): string {
  const trimmed = name.trim();
  if ([...trimmed].length < 3) throw errors.dataValidationError("a name needs at least three characters", { name });
  return trimmed;
}
