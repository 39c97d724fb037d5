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
