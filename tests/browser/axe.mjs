// Checks a page with axe-core for WCAG 2.2 AA.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./support.mjs";

const axe = readFileSync(join(root, "web/node_modules/axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// Loads axe-core into the page; call it once, before the first check.
export const withAxe = (page) => page.evaluate(axe);

export async function assertAccessible(page, state) {
  await page.waitForTimeout(300); // until transitions have ended
  const { violations } = await page.evaluate(
    (tags) => window.axe.run({ runOnly: { type: "tag", values: tags } }),
    rules,
  );
  const report = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join("\n  ")}`,
  );
  assert.equal(report.join("\n"), "", state);
}
