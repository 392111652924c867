import { expect, it } from "vitest";
import { changeMany } from "./batch";

it("changes many in parts, tells how far it is, and goes on after a part that fails", async () => {
  const ids = Array.from({ length: 250 }, (_, index) => String(index));
  const sizes: number[] = [];
  const progress: number[] = [];
  const outcome = await changeMany(
    ids,
    async (part) => {
      sizes.push(part.length);
      if (part.includes("150")) throw new Error("no answer");
      return {
        succeeded: part.filter((id) => id !== "7").map((id) => ({ id })),
        failed: part.filter((id) => id === "7").map((id) => ({ id, error: { msg: "is published" } })),
      };
    },
    (done) => progress.push(done),
    (error) => (error as Error).message,
  );
  expect(sizes).toEqual([100, 100, 50]);
  expect(progress).toEqual([100, 200, 250]);
  expect(outcome.succeeded).toHaveLength(149);
  expect(outcome.failed[0]).toEqual({ id: "7", reason: "is published" });
  expect(outcome.failed.filter((each) => each.reason === "no answer")).toHaveLength(100);
});
