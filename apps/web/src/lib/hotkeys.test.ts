import { expect, it } from "vitest";
import { keyName } from "./hotkeys";

const press = (key: string, held: Partial<Record<"shiftKey" | "ctrlKey" | "metaKey" | "altKey", boolean>> = {}) =>
  keyName({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });

it("names keys as pages write them", () => {
  expect(press("j")).toBe("j");
  expect(press("X", { shiftKey: true })).toBe("Shift+X");
  expect(press("?", { shiftKey: true })).toBe("?");
  expect(press("k", { ctrlKey: true })).toBe("Mod+k");
  expect(press("K", { metaKey: true, shiftKey: true })).toBe("Mod+Shift+k");
  expect(press("Enter", { shiftKey: true })).toBe("Shift+Enter");
});
