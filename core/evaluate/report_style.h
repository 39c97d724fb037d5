// How a report looks and the few lines that make its cells show their photos.
#pragma once

#include <string_view>

namespace alexnet {

// Neutral greys, so that nothing tints the photos; blue is right and red is wrong, and both are also said in words.
inline constexpr std::string_view kReportStyle = R"css(
:root {
  color-scheme: light dark;
  --ground: #f4f4f4; --surface: #fff; --sunken: #ececec; --ink: #161616; --muted: #5c5c5c; --line: #d9d9d9;
  --right: 31 95 191; --wrong: 194 53 10; --on-strong: #fff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #111; --surface: #1b1b1b; --sunken: #262626; --ink: #f2f2f2; --muted: #a6a6a6; --line: #363636;
    --right: 122 172 255; --wrong: 255 122 77; --on-strong: #101010;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { background: var(--ground); -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 72rem; padding: 2.5rem clamp(1rem, 4vw, 2.5rem) 4rem; color: var(--ink);
  font: 400 1rem/1.5 ui-sans-serif, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1, h2, h3, p, ol, dl, dd, figure { margin: 0; padding: 0; }
ol { list-style: none; }
h1 { font-size: clamp(1.6rem, 5vw, 2.3rem); font-weight: 680; line-height: 1.1; letter-spacing: -.03em; overflow-wrap: anywhere;
  text-wrap: balance; }
h2 { margin-bottom: .4rem; font-size: 1.35rem; font-weight: 650; letter-spacing: -.02em; }
h3 { font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; }
section { margin-top: 3rem; }
.muted { color: var(--muted); }
header p { margin-top: .5rem; color: var(--muted); overflow-wrap: anywhere; }
.card { padding: 1rem 1.1rem; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); }
:focus-visible { outline: 3px solid rgb(var(--wrong)); outline-offset: 2px; }

.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin-top: 1.75rem; }
.numbers dt { color: var(--muted); font-size: .9rem; }
.numbers dd { font-size: 2rem; font-weight: 650; line-height: 1.2; letter-spacing: -.03em; white-space: nowrap; }
.numbers small { display: block; color: var(--muted); font-size: .8rem; line-height: 1.35; }

.samples { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1rem; margin-top: 1rem; }
.samples figure { min-width: 0; }
.samples img { width: 100%; border: 4px solid; border-radius: 10px; }
.samples img, .worst img, .thumbs img { display: block; height: auto; aspect-ratio: 1; background: var(--sunken); }
figcaption { font-size: .9rem; line-height: 1.35; overflow-wrap: anywhere; }
.samples figcaption { margin-top: .35rem; }
.is-right { color: rgb(var(--right)); }
.is-wrong { color: rgb(var(--wrong)); }

.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: .75rem; margin-top: 1rem; }
.chart { padding: .9rem 1rem .6rem; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); }
.chart figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem; margin-bottom: .4rem; }
.chart svg { display: block; width: 100%; height: auto; overflow: visible; }
.chart text { fill: var(--muted); font-size: 12px; }
.chart .grid { stroke: var(--line); }
.chart path { fill: none; stroke: currentcolor; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.chart circle { fill: currentcolor; }
.chart .diagonal { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 4 5; }
.chart .bin { fill: rgb(var(--right) / .55); }
.legend { display: flex; gap: .9rem; color: var(--muted); font-size: .85rem; }
.legend span { color: inherit; }
.legend span::before { content: ""; display: inline-block; width: 1rem; height: 3px; margin-right: .4em; border-radius: 2px;
  vertical-align: middle; background: currentcolor; }
.training, .legend .training { color: var(--muted); }
.validation, .legend .validation { color: rgb(var(--right)); }

.confusion { display: grid; grid-template-columns: minmax(0, auto) minmax(17rem, 1fr); align-items: start; gap: 1rem; margin-top: 1rem; }
.confusion > .card { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow: auto; }
.confusion:has(.medium, .small) { grid-template-columns: minmax(0, 1fr); }
.confusion:has(.medium, .small) > .card { top: auto; bottom: .75rem; max-height: 45vh; z-index: 2; }
.scroll { overflow-x: auto; padding: 4px; }
.matrix { border-collapse: separate; border-spacing: 2px; font-size: .9rem; }
.matrix th { font-weight: 500; text-align: left; }
.matrix th[scope=row] { position: sticky; left: -3px; z-index: 1; max-width: 11rem; padding: 0 .6rem 0 .2rem; overflow: hidden;
  background: var(--ground); text-align: right; text-overflow: ellipsis; white-space: nowrap; }
.matrix th[scope=col] { vertical-align: bottom; }
.matrix th[scope=col] span { display: block; max-height: 9rem; margin: 0 auto; padding: .2rem 0; overflow: hidden; writing-mode: vertical-rl;
  transform: rotate(180deg); text-overflow: ellipsis; white-space: nowrap; }
.matrix .corner { padding-right: .6rem; color: var(--muted); font-size: .8rem; font-weight: 400; line-height: 1.3; text-align: right;
  vertical-align: bottom; white-space: nowrap; }
.matrix td { min-width: var(--cell); width: var(--cell); height: var(--cell); padding: 0; border-radius: 4px; background: var(--sunken); }
.matrix.large { --cell: 3.4rem; font-size: 1rem; }
.matrix.medium { --cell: clamp(1.25rem, 54rem / var(--classes), 2.4rem); font-size: .8rem; }
.matrix.small { --cell: clamp(.8rem, 54rem / var(--classes), 1.25rem); border-spacing: 1px; font-size: .72rem; line-height: 1; }
.matrix.small td, .matrix.small button { border-radius: 2px; font-size: 0; }
button { font: inherit; cursor: pointer; }
[data-cell] { width: 100%; height: 100%; padding: 0; border: 0; border-radius: 4px; color: var(--ink); font-weight: 600; }
[data-cell].right { background: rgb(var(--right) / var(--v)); }
[data-cell].wrong { background: rgb(var(--wrong) / var(--v)); }
[data-cell].strong { color: var(--on-strong); }
[data-cell]:hover, [aria-current] { box-shadow: 0 0 0 2px var(--ground), 0 0 0 4px var(--ink); }
.pairs { display: grid; gap: .35rem; max-height: 85vh; overflow: auto; padding: 5px; }
.pairs [data-cell] { width: 2.4rem; height: 1.9rem; margin-right: .7rem; }
.pairs i { color: var(--muted); font-style: normal; }
.thumbs { display: grid; grid-template-columns: repeat(auto-fill, minmax(5rem, 1fr)); gap: .6rem; margin-top: .7rem; }
.thumbs img { width: 100%; border-radius: 6px; }
.thumbs figcaption { color: var(--muted); font-size: .8rem; text-align: center; }
#cell .muted { margin-top: .6rem; }

.worst { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 1rem; margin-top: 1rem; }
.worst img { width: 100%; border-radius: 10px; }
.worst figcaption { margin-top: .35rem; }
.worst small { display: block; color: var(--muted); font-size: .78rem; }

.classes { width: 100%; margin-top: .6rem; border-collapse: collapse; }
.classes th, .classes td { padding: .4rem .5rem; border-bottom: 1px solid var(--line); text-align: right; }
.classes th { color: var(--muted); font-size: .85rem; font-weight: 500; }
.classes :is(td, th):is(:first-child, :nth-child(4), :last-child) { text-align: left; }
.bar { position: relative; display: block; min-width: 4rem; height: .6rem; border-radius: 3px; overflow: hidden;
  background: rgb(var(--wrong) / .35); }
.bar::before { content: ""; position: absolute; inset: 0 auto 0 0; width: calc(var(--v) * 100%); background: rgb(var(--right)); }
details { margin-top: .6rem; }
summary { cursor: pointer; }
.refused li { padding: .25rem 0; overflow-wrap: anywhere; }

@media (max-width: 760px) {
  .samples { grid-template-columns: repeat(2, 1fr); }
  .confusion { grid-template-columns: minmax(0, 1fr); }
  .confusion > .card, .confusion:has(.large) > .card { top: auto; bottom: .5rem; max-height: 42vh; z-index: 2; }
  .matrix.large { --cell: 2.6rem; }
  .matrix th[scope=row] { max-width: 6.5rem; }
  .worst { grid-template-columns: repeat(2, 1fr); }
  .charts .chart { padding-inline: .7rem; }
}
@media (pointer: coarse) { .matrix.medium, .matrix.small { --cell: 1.6rem; } }
@media print {
  .confusion > .card, .confusion:has(.medium, .small) > .card { position: static; max-height: none; }
}
)css";

inline constexpr std::string_view kReportScript = R"js(
const panel = document.getElementById("cell");
let shown = null;
function show(button) {
  if (!button || button === shown) return;
  shown?.removeAttribute("aria-current");
  shown = button;
  button.setAttribute("aria-current", "true");
  panel.replaceChildren(document.getElementById("cell-" + button.dataset.cell).content.cloneNode(true));
}
for (const event of ["click", "focusin"])
  document.addEventListener(event, ({ target }) => show(target.closest("[data-cell]")));
const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
document.querySelector(".matrix")?.addEventListener("keydown", (event) => {
  const step = steps[event.key];
  const cell = event.target.closest("td");
  if (!step || !cell) return;
  event.preventDefault();
  let row = cell.parentNode.rowIndex;
  let column = cell.cellIndex;
  while (true) {
    row += step[0];
    column += step[1];
    const next = cell.closest("table").rows[row]?.cells[column];
    if (!next) return;
    const button = next.querySelector("button");
    if (button) return button.focus();
  }
});
const wrong = [...document.querySelectorAll(".wrong[data-cell]")].sort((a, b) => b.textContent - a.textContent);
show(wrong[0] ?? document.querySelector("[data-cell]"));
)js";

}  // namespace alexnet
