import { expect, test } from "vitest";
import { nextInGrid } from "./grid_keys.ts";

// Eight cells in rows of three: the last row has two.
test.each([
  ["ArrowRight", 2, 3],
  ["ArrowRight", 7, -1],
  ["ArrowLeft", 3, 2],
  ["ArrowLeft", 0, -1],
  ["ArrowDown", 1, 4],
  ["ArrowDown", 5, 7],
  ["ArrowDown", 6, -1],
  ["ArrowUp", 4, 1],
  ["ArrowUp", 2, -1],
  ["Home", 5, 0],
  ["Home", 0, -1],
  ["End", 0, 7],
  ["a", 3, -1],
])("%s from %i leads to %i", (key, at, next) => expect(nextInGrid(key, at, 8, 3)).toBe(next));
