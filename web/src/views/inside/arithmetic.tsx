import { useMemo } from "preact/hooks";
import { loudestChannel, ofChannel } from "../../inside/arithmetic.ts";
import { shade } from "../../inside/paint.ts";
import type { Arithmetic as Made, Look } from "../../protocol.ts";
import { whole } from "../../words/counted.ts";
import { words } from "../../words/words.ts";
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
  const t = words().inside;
  if (!made) {
    return <p class="inside-note">{t.notMultiplied}</p>;
  }
  const isDense = made.rows === 1;
  const channel = Math.min(chosen ?? loudestChannel(made), made.channels - 1);
  return (
    <details class="inside-made" open>
      <summary>{t.made}</summary>
      {!isDense && (
        <>
          <div class="inside-row">
            <label class="inside-channel">
              {t.channel}
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
              {chosen === null ? t.loudestOf(made.channels) : t.ofChannels(made.channels)}
            </span>
          </div>
          <div class="inside-product">
            <Table title={t.patch} values={ofChannel(made.patch, made, channel)} made={made} look={look} />
            <span aria-hidden="true">×</span>
            <Table title={t.kernelTable} values={ofChannel(made.kernel, made, channel)} made={made} look={look} />
            <span aria-hidden="true">=</span>
            <Table title={t.products} values={ofChannel(made.products, made, channel)} made={made} look={look} />
          </div>
        </>
      )}
      {isDense && <Contributions made={made} look={look} />}
      <Sum made={made} />
    </details>
  );
}

function Sum({ made }: { made: Made }) {
  const t = words().inside;
  return (
    <ol class="inside-sum">
      <li>
        <span>{t.allProducts(whole(made.products.length))}</span>
        <b>{number(made.sum)}</b>
      </li>
      <li>
        <span>{t.bias}</span>
        <b>{number(made.bias)}</b>
      </li>
      <li>
        <span>= {made.layer}</span>
        <b>{number(made.value)}</b>
      </li>
      {made.hasRelu && (
        <li>
          <span>{t.relu}</span>
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
