import { useMemo } from "preact/hooks";
import { dominantChannel, ofChannel } from "../../inspect/arithmetic.ts";
import { shade } from "../../inspect/color_scale.ts";
import type { Arithmetic as Made, InspectedPhoto } from "../../core/protocol.ts";
import { whole } from "../../words/counted.ts";
import { words } from "../../words/words.ts";
import type { InspectProps } from "../view.ts";
import { Contributions } from "./contributions.tsx";
import { number } from "./legend.tsx";

const kMostWritten = 5; // a table of more columns is colors alone

// How one number was made: patch × kernel = products, channel by channel, their sum, the bias, the ReLU. Hundreds of cells: drawn
// anew for another value or channel alone.
export function Arithmetic({ inspection: { value, inspected, channel }, inspector }: InspectProps) {
  return useMemo(
    () => value && inspected && <Steps made={value.made.arithmetic} {...{ inspected, channel, inspector }} />,
    [value, inspected, channel, inspector],
  );
}

interface Props extends Pick<InspectProps, "inspector"> {
  made: Made | null;
  inspected: InspectedPhoto;
  channel: number | null;
}
function Steps({ made, inspected, channel: chosen, inspector }: Props) {
  const t = words().inspect;
  if (!made) {
    return <p class="inspect-note">{t.notMultiplied}</p>;
  }
  const isDense = made.rows === 1;
  const channel = Math.min(chosen ?? dominantChannel(made), made.channels - 1);
  return (
    <details class="inspect-made" open>
      <summary>{t.made}</summary>
      {!isDense && (
        <>
          <div class="inspect-row">
            <label class="inspect-channel">
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
            <span class="inspect-note">
              {chosen === null ? t.loudestOf(made.channels) : t.ofChannels(made.channels)}
            </span>
          </div>
          <div class="inspect-product">
            <Table title={t.patch} values={ofChannel(made.patch, made, channel)} made={made} inspected={inspected} />
            <span aria-hidden="true">×</span>
            <Table
              title={t.kernelTable}
              values={ofChannel(made.kernel, made, channel)}
              made={made}
              inspected={inspected}
            />
            <span aria-hidden="true">=</span>
            <Table
              title={t.products}
              values={ofChannel(made.products, made, channel)}
              made={made}
              inspected={inspected}
            />
          </div>
        </>
      )}
      {isDense && <Contributions made={made} inspected={inspected} />}
      <Sum made={made} />
    </details>
  );
}

function Sum({ made }: { made: Made }) {
  const t = words().inspect;
  return (
    <ol class="inspect-sum">
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

// The numbers of one channel, in colors around 0 on a scale of their own.
function Table({
  title,
  values,
  made,
  inspected,
}: {
  title: string;
  values: number[];
  made: Made;
  inspected: InspectedPhoto;
}) {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const ink = { largest, signed: true, colors: inspected.colors };
  const isWritten = made.columns <= kMostWritten;
  return (
    <figure class="inspect-table">
      <div
        class={isWritten ? "inspect-values inside-values-written" : "inspect-values"}
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
              class={light ? "inspect-value" : "inspect-value inside-value-strong"}
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
