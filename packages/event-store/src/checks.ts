import { EventInputError, type Extra } from "./store";

const maxOwnerLength = 255;

/** A text that every engine can keep: without NUL, which is refused, and halves of surrogate pairs, which become U+FFFD. */
export function checkText(field: string, value: string): string {
  if (value.includes("\0")) throw new EventInputError(field, "holds a NUL character, which cannot be stored");
  return value.toWellFormed();
}

export const checkOptionalText = (field: string, value: string | undefined): string | undefined =>
  value === undefined ? undefined : checkText(field, value);

export function checkOwner(owner: string): string {
  if (owner.length > maxOwnerLength) throw new EventInputError("owner", `is longer than ${maxOwnerLength} characters`);
  return checkText("owner", owner);
}

/** A safe integer; -0 becomes 0. */
export function checkInteger(field: string, value: number): number {
  if (!Number.isSafeInteger(value)) throw new EventInputError(field, "is not an integer of at most 53 bits");
  return value + 0;
}

/** Further fields, none when there are none. */
export const checkExtra = (extra: Extra | undefined): Extra | undefined =>
  extra && Object.keys(extra).length > 0 ? extra : undefined;
