import { expect, test } from "vitest";
import { messages } from "./message_queue.ts";

test("several waiters are resumed, in order", async () => {
  const woken: number[] = [];
  await Promise.all([1, 2, 3].map(async (number) => (await messages(), woken.push(number))));
  expect(woken).toEqual([1, 2, 3]);
});
