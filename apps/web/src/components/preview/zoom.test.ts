import fc from "fast-check";
import { expect, it } from "vitest";
import { fitted, pixelAt, zoomed } from "./zoom";

const picture = { width: 200, height: 100 };

it("fits a picture, and enlarges small ones within reason", () => {
  expect(fitted(picture, { width: 100, height: 100 }).scale).toBe(0.5);
  expect(fitted(picture, { width: 400, height: 1000 }).scale).toBe(2);
  expect(fitted(picture, { width: 9000, height: 9000 }).scale).toBe(4);
  expect(fitted({ width: 0, height: 0 }, { width: 10, height: 10 }).scale).toBe(1);
});

it("keeps what is under the pointer there while zooming", () => {
  const offset = fc.integer({ min: -400, max: 400 });
  fc.assert(
    fc.property(
      offset,
      offset,
      offset,
      offset,
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      (x, y, px, py, factor) => {
        const before = { scale: 1, x, y };
        const after = zoomed(before, factor, { x: px, y: py });
        const place = (placement: typeof before) => [
          (px - placement.x) / placement.scale,
          (py - placement.y) / placement.scale,
        ];
        expect(place(after)[0]).toBeCloseTo(place(before)[0] ?? 0, 6);
        expect(place(after)[1]).toBeCloseTo(place(before)[1] ?? 0, 6);
      },
    ),
  );
});

it("does not zoom without end", () => {
  expect(zoomed({ scale: 60, x: 0, y: 0 }, 10).scale).toBe(64);
  expect(zoomed({ scale: 0.06, x: 0, y: 0 }, 0.1).scale).toBe(0.05);
});

it("tells the pixel under a point", () => {
  expect(pixelAt({ scale: 2, x: 0, y: 0 }, picture, { x: 0, y: 0 })).toEqual({ x: 100, y: 50 });
  expect(pixelAt({ scale: 2, x: 0, y: 0 }, picture, { x: -200, y: -100 })).toEqual({ x: 0, y: 0 });
  expect(pixelAt({ scale: 1, x: 0, y: 0 }, picture, { x: 101, y: 0 })).toBeNull();
});
