import { useMemo } from "preact/hooks";
import { percent } from "../../format.ts";
import * as insides from "../../inside/inside.ts";
import { paint } from "../../inside/paint.ts";
import type { Layer, Look } from "../../protocol.ts";
import { words } from "../../words/words.ts";
import { Square } from "../square.tsx";
import type { InsideProps } from "../view.ts";
import { Arithmetic } from "./arithmetic.tsx";
import { number } from "./legend.tsx";
import { Painting } from "./painting.tsx";

// One unit: its map in large, what it saw of the photo, its numbers, and how one of its values came to be.
export function UnitDetail(props: InsideProps) {
  const { inside, inspector } = props;
  const { unit, look, grid, pinned } = inside;
  const layer = insides.layerOf(inside);
  if (!unit || !look || !grid || !layer || unit.layer !== layer.name) return null;
  const t = words().inside;
  const { statistics } = unit.map;
  const isPinned = pinned === unit.unit;
  return (
    <section class="inside-detail" aria-labelledby="inside-unit-title">
      <div class="inside-pane-head">
        <div>
          <h3 id="inside-unit-title">{t.unit(unit.unit, layer.name)}</h3>
          <p class="inside-note">{isPinned ? t.pinned : t.howToPin}</p>
        </div>
        {isPinned ? (
          <button class="button button-secondary inside-small" onClick={inspector.leave}>
            {t.letGo}
          </button>
        ) : (
          <button class="button button-secondary inside-small" onClick={() => inspector.pin(unit.unit)}>
            {t.pin}
          </button>
        )}
      </div>
      <div class="inside-pair">
        {insides.hasMaps(layer) && <UnitMap {...props} layer={layer} />}
        <Field inside={inside} look={look} />
      </div>
      <dl class="inside-numbers">
        {insides.hasMaps(layer) ? (
          <>
            <Fact name={t.facts.min} text={number(statistics.min)} />
            <Fact name={t.facts.max} text={number(statistics.max)} />
            <Fact name={t.facts.mean} text={number(statistics.mean)} />
            <Fact name={t.facts.zeros} text={percent(statistics.zeros)} />
          </>
        ) : (
          <Fact name={className(layer, look, unit.unit)} text={number(statistics.mean)} />
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

// The last layers' units are classes.
const className = (layer: Layer, { labels }: Look, unit: number) =>
  layer.operation === "softmax" || layer.name === "fc8" ? labels[unit]! : words().inside.facts.value;

function UnitMap({ inside, inspector, layer }: InsideProps & { layer: Layer }) {
  const { unit, look, grid, value, at } = inside;
  const [rows, columns] = [layer.shape[0]!, layer.shape[1]!];
  const largest = insides.largestOf(inside);
  const { signed } = grid!.units;
  const { values } = unit!.map;
  const painting = useMemo(
    () => paint(values, columns, { largest, signed, colours: look!.colours }),
    [values, columns, largest, signed, look],
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
        class="inside-map"
        tabIndex={0}
        role="application"
        aria-label={words().inside.map(unit!.unit)}
        aria-describedby="inside-place"
        onClick={pick}
        onKeyDown={walk}
      >
        <Painting painting={painting} />
        {value && (
          <span
            class="inside-cell inside-cell-shown"
            style={{
              left: `${(100 * value.at.x) / columns}%`,
              top: `${(100 * value.at.y) / rows}%`,
              width: `${100 / columns}%`,
              height: `${100 / rows}%`,
            }}
          />
        )}
      </div>
      <figcaption id="inside-place" aria-live="polite">
        {value && (
          <span>
            {words().inside[at ? "valueAt" : "strongestAt"](number(value.made.value), value.at.y, value.at.x)}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

// The photo with the pixels that the chosen value sees.
function Field({ inside, look }: Pick<InsideProps, "inside"> & { look: Look }) {
  const field = inside.value?.made.field;
  const { side } = look.square;
  const share = (value: number) => `${(100 * value) / side}%`;
  return (
    <figure>
      <div class="inside-field">
        <Square square={look.square} label={words().inside.fieldSeen} />
        {field && (
          <span
            class="inside-field-frame"
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
          <span class="inside-field-text">
            {field.width === side && field.height === side
              ? words().inside.seesAll
              : words().inside.sees(field.width, field.height, side)}
          </span>
        )}
      </figcaption>
    </figure>
  );
}
