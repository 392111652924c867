import { expect, it } from "vitest";
import { initials } from "./avatar";

it.each([
  ["Ada Lovelace", "AL"],
  ["ada", "A"],
  ["Ada Augusta King Lovelace", "AL"],
  ["first.last", "FL"],
  ["", "?"],
  ["😀 smile", "😀S"],
])("%s → %s", (name, letters) => expect(initials(name)).toBe(letters));
