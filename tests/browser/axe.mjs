// WCAG 2.2 AA, as far as axe-core can tell.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./support.mjs";

const axe = readFileSync(join(root, "web/node_modules/axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// Once a page, before the first question.
export const withAxe = (page) => page.evaluate(axe);

export async function assertAccessible(page, state) {
  await page.waitForTimeout(300); // what glides or fades has arrived
  const { violations } = await page.evaluate(
    (tags) => window.axe.run({ runOnly: { type: "tag", values: tags } }),
    rules,
  );
  const told = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join("\n  ")}`,
  );
  assert.equal(told.join("\n"), "", state);
}
