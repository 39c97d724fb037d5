import { inputPlace, largestContributions } from "../../inside/arithmetic.ts";
import { shade } from "../../inside/paint.ts";
import type { Arithmetic, Layer, Look } from "../../protocol.ts";
import { number } from "./legend.tsx";

const words = {
  caption: (count: number, of: number) => `The ${count} of ${of.toLocaleString("en-US")} inputs that count most`,
  input: "input",
  value: "value",
  weight: "weight",
  product: "product",
  unit: (unit: number, layer: string) => `unit ${unit} of ${layer}`,
  place: (y: number, x: number) => `row ${y}, column ${x}`,
  others: (count: number) => `the other ${count.toLocaleString("en-US")}`,
};
const kRows = 8;

// How a dense unit's sum comes about: input × weight = product, the largest ones, and what the others make together.
export function Contributions({ made, look }: { made: Arithmetic; look: Look }) {
  const rows = largestContributions(made, kRows);
  const before = look.layers[look.layers.findIndex(({ name }) => name === made.layer) - 1];
  const largest = Math.abs(rows[0]?.product ?? 0);
  const others = made.sum - rows.reduce((sum, { product }) => sum + product, 0);
  return (
    <table class="inside-contributions">
      <caption>{words.caption(rows.length, made.products.length)}</caption>
      <thead>
        <tr>
          <th scope="col">{words.input}</th>
          <th scope="col">{words.value}</th>
          <th scope="col">× {words.weight}</th>
          <th scope="col">= {words.product}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ input, value, weight, product }) => {
          const [red, green, blue] = shade(product, { largest, signed: true, colours: look.colours });
          return (
            <tr key={input}>
              <th scope="row">{before ? <Input input={input} before={before} /> : input}</th>
              <td>{number(value)}</td>
              <td>{number(weight)}</td>
              <td>
                <span class="inside-contribution" style={{ background: `rgb(${red} ${green} ${blue})` }} />
                {number(product)}
              </td>
            </tr>
          );
        })}
        {made.products.length > rows.length && (
          <tr>
            <th scope="row" colSpan={3}>
              {words.others(made.products.length - rows.length)}
            </th>
            <td>{number(others)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Input({ input, before }: { input: number; before: Layer }) {
  const { unit, at } = inputPlace(input, before.shape);
  return (
    <>
      {words.unit(unit, before.name)}
      {at && <small>{words.place(at.y, at.x)}</small>}
    </>
  );
}
