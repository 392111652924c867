import { expect, it } from "vitest";
import { bandOf } from "./bands";

const column = (...numbers: number[]) => Float64Array.from(numbers);

it("leaves points as they are, without a band", () => {
  const [places, values] = [column(4, 9), column(1, 2)];
  const points = { first: places, last: places, count: column(1, 1), sum: values, min: values, max: values };
  expect(bandOf(points)).toEqual({ x: [4, 9], y: [1, 2], points: 2 });
});

it("shows what was merged by its mean and its extremes, from the first point to the last", () => {
  const stretches = {
    ...{ first: column(0, 10, 25), last: column(9, 19, 29), count: column(10, 1, 5) },
    ...{ sum: column(20, 7, 10), min: column(-3, 7, 1), max: column(8, 7, 4) },
  };
  expect(bandOf(stretches)).toEqual({ x: [0, 10, 29], y: [2, 7, 2], min: [-3, 7, 1], max: [8, 7, 4], points: 16 });
});
