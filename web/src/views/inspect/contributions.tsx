import { whole } from "../../words/counted.ts";
import { inputPosition, largestContributions } from "../../inspect/arithmetic.ts";
import { shade } from "../../inspect/color_scale.ts";
import type { Arithmetic, Layer, InspectedPhoto } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";
import { number } from "./legend.tsx";

const kRows = 8;

// The terms of a dense unit's sum: input × weight = product for the largest ones, and the sum of the others.
export function Contributions({ arithmetic, inspected }: { arithmetic: Arithmetic; inspected: InspectedPhoto }) {
  const t = words().inspect.contributions;
  const rows = largestContributions(arithmetic, kRows);
  const before = inspected.layers[inspected.layers.findIndex(({ name }) => name === arithmetic.layer) - 1];
  const largest = Math.abs(rows[0]?.product ?? 0);
  const others = arithmetic.sum - rows.reduce((sum, { product }) => sum + product, 0);
  return (
    <table class="inspect-contributions">
      <caption>{t.caption(rows.length, whole(arithmetic.products.length))}</caption>
      <thead>
        <tr>
          <th scope="col">{t.input}</th>
          <th scope="col">{t.value}</th>
          <th scope="col">× {t.weight}</th>
          <th scope="col">= {t.product}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ input, value, weight, product }) => {
          const [red, green, blue] = shade(product, { largest, signed: true, colors: inspected.colors });
          return (
            <tr key={input}>
              <th scope="row">{before ? <Input input={input} before={before} /> : input}</th>
              <td>{number(value)}</td>
              <td>{number(weight)}</td>
              <td>
                <span class="inspect-contribution" style={{ background: `rgb(${red} ${green} ${blue})` }} />
                {number(product)}
              </td>
            </tr>
          );
        })}
        {arithmetic.products.length > rows.length && (
          <tr>
            <th scope="row" colSpan={3}>
              {t.others(whole(arithmetic.products.length - rows.length))}
            </th>
            <td>{number(others)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Input({ input, before }: { input: number; before: Layer }) {
  const { unit, at } = inputPosition(input, before.shape);
  const t = words().inspect.contributions;
  return (
    <>
      {t.unit(unit, before.name)}
      {at && <small>{t.place(at.y, at.x)}</small>}
    </>
  );
}
