import { useMemo } from "preact/hooks";
import { percent } from "../../shared/format.ts";
import * as inspections from "../../inspect/inspection.ts";
import { paint } from "../../inspect/color_scale.ts";
import type { Layer, InspectedPhoto } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";
import type { InspectProps } from "../view.ts";
import { Arithmetic } from "./arithmetic.tsx";
import { isOfClasses } from "./class_bars.tsx";
import { number } from "./legend.tsx";

// The details of a unit: its map, the receptive field of a value, statistics, and how the value is computed.
export function UnitDetail(props: InspectProps) {
  const { inspection, inspector } = props;
  const { unit, inspected, grid, pinned } = inspection;
  const layer = inspections.layerOf(inspection);
  if (!unit || !inspected || !grid || !layer || unit.layer !== layer.name) return null;
  const t = words().inspect;
  const { statistics } = unit.map;
  const isPinned = pinned === unit.unit;
  return (
    <section class="inspect-detail" aria-labelledby="inspect-unit-title">
      <div class="inspect-pane-head">
        <div>
          <h3 id="inspect-unit-title">{t.unit(unit.unit, layer.name)}</h3>
          <p class="inspect-note">{isPinned ? t.pinned : t.howToPin}</p>
        </div>
        {isPinned ? (
          <button class="button button-secondary inspect-small" onClick={inspector.leave}>
            {t.unpin}
          </button>
        ) : (
          <button class="button button-secondary inspect-small" onClick={() => inspector.pin(unit.unit)}>
            {t.pin}
          </button>
        )}
      </div>
      <div class="inspect-pair">
        {inspections.hasMaps(layer) && <UnitMap {...props} layer={layer} />}
        <Field inspection={inspection} inspected={inspected} />
      </div>
      <dl class="inspect-numbers">
        {inspections.hasMaps(layer) ? (
          <>
            <Fact name={t.facts.min} text={number(statistics.min)} />
            <Fact name={t.facts.max} text={number(statistics.max)} />
            <Fact name={t.facts.mean} text={number(statistics.mean)} />
            <Fact name={t.facts.zeros} text={percent(statistics.zeros)} />
          </>
        ) : (
          <Fact name={className(layer, inspected, unit.unit)} text={number(statistics.mean)} />
        )}
      </dl>
      <Arithmetic {...props} />
    </section>
  );
}

function Fact({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}

// The units of the last layers are classes.
const className = (layer: Layer, { labels }: InspectedPhoto, unit: number) =>
  isOfClasses(layer) ? labels[unit]! : words().inspect.facts.value;

function UnitMap({ inspection, inspector, layer }: InspectProps & { layer: Layer }) {
  const { unit, inspected, grid, value, at } = inspection;
  const [rows, columns] = [layer.shape[0]!, layer.shape[1]!];
  const largest = inspections.largestOf(inspection);
  const { signed } = grid!.units;
  const { values } = unit!.map;
  const painting = useMemo(
    () => paint(values, columns, { largest, signed, colors: inspected!.colors }),
    [values, columns, largest, signed, inspected],
  );
  const pick = (event: MouseEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    inspector.pick({
      y: Math.min(rows - 1, Math.floor(((event.clientY - box.top) * rows) / box.height)),
      x: Math.min(columns - 1, Math.floor(((event.clientX - box.left) * columns) / box.width)),
    });
  };
  const walk = (event: KeyboardEvent) => {
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[
      event.key
    ] ?? [0, 0];
    if (!value || (down === 0 && right === 0)) return;
    event.preventDefault();
    event.stopPropagation();
    inspector.pick({
      y: Math.min(rows - 1, Math.max(0, value.at.y + down!)),
      x: Math.min(columns - 1, Math.max(0, value.at.x + right!)),
    });
  };
  return (
    <figure>
      <div
        class="inspect-map"
        tabIndex={0}
        role="application"
        aria-label={words().inspect.map(unit!.unit)}
        aria-describedby="inspect-place"
        onClick={pick}
        onKeyDown={walk}
      >
        <RgbaCanvas image={painting} />
        {value && (
          <span
            class="inspect-cell inspect-cell-shown"
            style={{
              left: `${(100 * value.at.x) / columns}%`,
              top: `${(100 * value.at.y) / rows}%`,
              width: `${100 / columns}%`,
              height: `${100 / rows}%`,
            }}
          />
        )}
      </div>
      <figcaption id="inspect-place" aria-live="polite">
        {value && (
          <span>
            {words().inspect[at ? "valueAt" : "strongestAt"](number(value.breakdown.value), value.at.y, value.at.x)}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

// The input image with the receptive field of the chosen value.
function Field({ inspection, inspected }: Pick<InspectProps, "inspection"> & { inspected: InspectedPhoto }) {
  const field = inspection.value?.breakdown.field;
  const side = inspected.input.width;
  const share = (value: number) => `${(100 * value) / side}%`;
  return (
    <figure>
      <div class="inspect-field">
        <RgbaCanvas image={inspected.input} label={words().inspect.fieldSeen} />
        {field && (
          <span
            class="inspect-field-frame"
            style={{
              left: share(field.x),
              top: share(field.y),
              width: share(field.width),
              height: share(field.height),
            }}
          />
        )}
      </div>
      <figcaption>
        {field && (
          <span class="inspect-field-text">
            {field.width === side && field.height === side
              ? words().inspect.fieldIsWhole
              : words().inspect.fieldSize(field.width, field.height, side)}
          </span>
        )}
      </figcaption>
    </figure>
  );
}
