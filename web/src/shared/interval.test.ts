import { expect, test } from "vitest";
import { confidenceInterval } from "./interval.ts";

// Values of statsmodels' proportion_confint(method="wilson").
test.each([
  [10, 10, 0.7224672, 1],
  [0, 10, 0, 0.2775328],
  [17, 18, 0.7424, 0.9901],
  [500, 1000, 0.4690619, 0.5309381],
])("%i of %i", (right, count, low, high) => {
  const [from, to] = confidenceInterval(right, count);
  expect(from).toBeCloseTo(low, 4);
  expect(to).toBeCloseTo(high, 4);
});
