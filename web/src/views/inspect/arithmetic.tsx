import { useMemo } from "preact/hooks";
import { dominantChannel, ofChannel } from "../../inspect/arithmetic.ts";
import { shade } from "../../inspect/color_scale.ts";
import type { Arithmetic as Values, InspectedPhoto } from "../../core/protocol.ts";
import { whole } from "../../words/counted.ts";
import { words } from "../../words/words.ts";
import type { InspectProps } from "../view.ts";
import { Contributions } from "./contributions.tsx";
import { number } from "./legend.tsx";

const kMostWritten = 5; // a table with more columns shows colors only

// cells are rendered again only for another value or channel.
export function Arithmetic({ inspection: { value, inspected, channel }, inspector }: InspectProps) {
  return useMemo(
    () =>
      value && inspected && <Steps arithmetic={value.breakdown.arithmetic} {...{ inspected, channel, inspector }} />,
    [value, inspected, channel, inspector],
  );
}

interface Props extends Pick<InspectProps, "inspector"> {
  arithmetic: Values | null;
  inspected: InspectedPhoto;
  channel: number | null;
}
function Steps({ arithmetic, inspected, channel: chosen, inspector }: Props) {
  const t = words().inspect;
  if (!arithmetic) {
    return <p class="inspect-note">{t.notMultiplied}</p>;
  }
  const isDense = arithmetic.rows === 1;
  const channel = Math.min(chosen ?? dominantChannel(arithmetic), arithmetic.channels - 1);
  return (
    <details class="inspect-computation" open>
      <summary>{t.computation}</summary>
      {!isDense && (
        <>
          <div class="inspect-row">
            <label class="inspect-channel">
              {t.channel}
              <input
                type="number"
                min={arithmetic.first_channel}
                max={arithmetic.first_channel + arithmetic.channels - 1}
                value={arithmetic.first_channel + channel}
                onInput={(event) => {
                  const wanted = event.currentTarget.valueAsNumber - arithmetic.first_channel;
                  if (wanted >= 0 && wanted < arithmetic.channels) inspector.setChannel(wanted);
                }}
              />
            </label>
            <span class="inspect-note">
              {chosen === null ? t.dominantOf(arithmetic.channels) : t.ofChannels(arithmetic.channels)}
            </span>
          </div>
          <div class="inspect-product">
            <Table
              title={t.patch}
              values={ofChannel(arithmetic.patch, arithmetic, channel)}
              arithmetic={arithmetic}
              inspected={inspected}
            />
            <span aria-hidden="true">×</span>
            <Table
              title={t.kernelTable}
              values={ofChannel(arithmetic.kernel, arithmetic, channel)}
              arithmetic={arithmetic}
              inspected={inspected}
            />
            <span aria-hidden="true">=</span>
            <Table
              title={t.products}
              values={ofChannel(arithmetic.products, arithmetic, channel)}
              arithmetic={arithmetic}
              inspected={inspected}
            />
          </div>
        </>
      )}
      {isDense && <Contributions arithmetic={arithmetic} inspected={inspected} />}
      <Sum arithmetic={arithmetic} />
    </details>
  );
}

function Sum({ arithmetic }: { arithmetic: Values }) {
  const t = words().inspect;
  return (
    <ol class="inspect-sum">
      <li>
        <span>{t.allProducts(whole(arithmetic.products.length))}</span>
        <b>{number(arithmetic.sum)}</b>
      </li>
      <li>
        <span>{t.bias}</span>
        <b>{number(arithmetic.bias)}</b>
      </li>
      <li>
        <span>= {arithmetic.layer}</span>
        <b>{number(arithmetic.value)}</b>
      </li>
      {arithmetic.has_relu && (
        <li>
          <span>{t.relu}</span>
          <b>{number(arithmetic.result)}</b>
        </li>
      )}
    </ol>
  );
}

// The numbers of one channel as colors around 0, on a scale of their own.
function Table({
  title,
  values,
  arithmetic,
  inspected,
}: {
  title: string;
  values: number[];
  arithmetic: Values;
  inspected: InspectedPhoto;
}) {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const ink = { largest, signed: true, colors: inspected.colors };
  const isWritten = arithmetic.columns <= kMostWritten;
  return (
    <figure class="inspect-table">
      <div
        class={isWritten ? "inspect-values inspect-values-written" : "inspect-values"}
        style={{ gridTemplateColumns: `repeat(${arithmetic.columns}, minmax(0, 1fr))` }}
        role="img"
        aria-label={`${title}: ${values.map(number).join(", ")}`}
      >
        {values.map((value, index) => {
          const [red, green, blue] = shade(value, ink);
          const light = Math.abs(value) < 0.6 * largest;
          return (
            <span
              key={index}
              class={light ? "inspect-value" : "inspect-value inspect-value-strong"}
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

// Formats a number with two significant digits, for a cell.
function shortNumber(value: number): string {
  if (Math.abs(value) < 0.005) return "0";
  const text = Math.abs(value) >= 9.95 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 0.995 ? 1 : 2);
  return text.replace(/^(-?)0\./, "$1.").replace("-", "−");
}
