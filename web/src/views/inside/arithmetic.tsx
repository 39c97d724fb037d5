import { useMemo } from "preact/hooks";
import { loudestChannel, ofChannel } from "../../inside/arithmetic.ts";
import { shade } from "../../inside/paint.ts";
import type { Arithmetic as Made, Look } from "../../protocol.ts";
import type { InsideProps } from "../view.ts";
import { Contributions } from "./contributions.tsx";
import { number } from "./legend.tsx";

const kMostWritten = 5; // a table of more columns is colours alone

// How one number was made: patch × kernel = products, channel by channel, their sum, the bias, the ReLU. Hundreds of cells: drawn
// anew for another value or channel alone.
export function Arithmetic({ inside: { value, look, channel }, inspector }: InsideProps) {
  return useMemo(
    () => value && look && <Steps made={value.made.arithmetic} {...{ look, channel, inspector }} />,
    [value, look, channel, inspector],
  );
}

interface Props extends Pick<InsideProps, "inspector"> {
  made: Made | null;
  look: Look;
  channel: number | null;
}
function Steps({ made, look, channel: chosen, inspector }: Props) {
  if (!made) {
    return (
      <p class="inside-note">Nothing is multiplied here: the layer only chooses, scales or averages its values.</p>
    );
  }
  const isDense = made.rows === 1;
  const channel = Math.min(chosen ?? loudestChannel(made), made.channels - 1);
  return (
    <details class="inside-made" open>
      <summary>How this number was made</summary>
      {!isDense && (
        <>
          <div class="inside-row">
            <label class="inside-channel">
              Channel
              <input
                type="number"
                min={made.firstChannel}
                max={made.firstChannel + made.channels - 1}
                value={made.firstChannel + channel}
                onInput={(event) => {
                  const wanted = event.currentTarget.valueAsNumber - made.firstChannel;
                  if (wanted >= 0 && wanted < made.channels) inspector.setChannel(wanted);
                }}
              />
            </label>
            <span class="inside-note">
              {chosen === null ? "counts most of " : "of "}
              {made.channels}
            </span>
          </div>
          <div class="inside-product">
            <Table title="patch" values={ofChannel(made.patch, made, channel)} made={made} look={look} />
            <span aria-hidden="true">×</span>
            <Table title="kernel" values={ofChannel(made.kernel, made, channel)} made={made} look={look} />
            <span aria-hidden="true">=</span>
            <Table title="products" values={ofChannel(made.products, made, channel)} made={made} look={look} />
          </div>
        </>
      )}
      {isDense && <Contributions made={made} look={look} />}
      <Sum made={made} />
    </details>
  );
}

function Sum({ made }: { made: Made }) {
  const count = made.products.length.toLocaleString("en-US");
  return (
    <ol class="inside-sum">
      <li>
        <span>all {count} products</span>
        <b>{number(made.sum)}</b>
      </li>
      <li>
        <span>+ bias</span>
        <b>{number(made.bias)}</b>
      </li>
      <li>
        <span>= {made.layer}</span>
        <b>{number(made.value)}</b>
      </li>
      {made.hasRelu && (
        <li>
          <span>ReLU: nothing below 0</span>
          <b>{number(made.result)}</b>
        </li>
      )}
    </ol>
  );
}

// The numbers of one channel, in colours around 0 on a scale of their own.
function Table({ title, values, made, look }: { title: string; values: number[]; made: Made; look: Look }) {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const ink = { largest, signed: true, colours: look.colours };
  const isWritten = made.columns <= kMostWritten;
  return (
    <figure class="inside-table">
      <div
        class={isWritten ? "inside-values inside-values-written" : "inside-values"}
        style={{ gridTemplateColumns: `repeat(${made.columns}, minmax(0, 1fr))` }}
        role="img"
        aria-label={`${title}: ${values.map(number).join(", ")}`}
      >
        {values.map((value, index) => {
          const [red, green, blue] = shade(value, ink);
          const light = Math.abs(value) < 0.6 * largest;
          return (
            <span
              key={index}
              class={light ? "inside-value" : "inside-value inside-value-strong"}
              style={{ background: `rgb(${red} ${green} ${blue})` }}
              title={number(value)}
            >
              {isWritten ? shortNumber(value) : ""}
            </span>
          );
        })}
      </div>
      <figcaption>{title}</figcaption>
    </figure>
  );
}

// For a cell: two digits that count.
function shortNumber(value: number): string {
  if (Math.abs(value) < 0.005) return "0";
  const text = Math.abs(value) >= 9.95 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 0.995 ? 1 : 2);
  return text.replace(/^(-?)0\./, "$1.").replace("-", "−");
}
