import { expect, test } from "vitest";
import { askBeforeLeaving } from "./leaving.ts";

test("the page asks only while something would be lost", () => {
  const window = new EventTarget();
  let isNeeded = false;
  const changed = askBeforeLeaving(window as unknown as Window, () => isNeeded);
  const asks = () => {
    changed();
    return !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  };
  expect(asks()).toBe(false);
  isNeeded = true;
  expect(asks()).toBe(true);
  expect(asks()).toBe(true);
  isNeeded = false;
  expect(asks()).toBe(false);
});
