import { joined, percent } from "../../format.ts";
import * as insides from "../../inside/inside.ts";
import type { Layer } from "../../protocol.ts";
import { words } from "../../words/words.ts";
import type { InsideProps } from "../view.ts";
import { operationText, shapeText } from "./layer_strip.tsx";
import { Legend, number } from "./legend.tsx";
import { Painting } from "./painting.tsx";

// All units of the layer. To the keyboard and to screen readers it is a list with one unit chosen.
export function UnitGrid(props: InsideProps) {
  const t = words().inside;
  const { inside, inspector } = props;
  const layer = insides.layerOf(inside);
  if (!layer) return null;
  return (
    <section class="inside-grid-pane" aria-labelledby="inside-layer">
      <div class="inside-pane-head">
        <div>
          <h3 id="inside-layer">{layer.name}</h3>
          <p class="inside-note">{layerText(layer)}</p>
        </div>
        {!inside.showsFilters && (
          <fieldset class="segments inside-scales">
            <legend class="visually-hidden">{t.scale}</legend>
            {insides.kScales.map((scale) => (
              <label key={scale} title={t.scales[scale].text}>
                <input
                  type="radio"
                  name="inside-scale"
                  checked={inside.scale === scale}
                  onChange={() => inspector.setScale(scale)}
                />
                <span>{t.scales[scale].name}</span>
              </label>
            ))}
          </fieldset>
        )}
      </div>
      <Cells {...props} layer={layer} />
      <div class="inside-grid-foot">
        {inside.showsFilters ? <p class="inside-note">{t.filterColours}</p> : <Legend inside={inside} />}
        {insides.hasFilters(inside) && (
          <label class="inside-check">
            <input
              type="checkbox"
              checked={inside.showsFilters}
              onChange={(event) => inspector.setFilters(event.currentTarget.checked)}
            />
            {t.filters}
          </label>
        )}
      </div>
    </section>
  );
}

function Cells({ inside, inspector, layer }: InsideProps & { layer: Layer }) {
  const { grid } = inside;
  const shown = inside.showsFilters ? inside.filters : grid?.units;
  if (!grid || grid.layer !== layer.name || !shown) return <div class="inside-grid inside-grid-empty" />;
  const { layout, picture } = shown;
  const units = insides.unitsOf(layer);
  const unit = insides.shownUnit(inside);
  const under = (event: PointerEvent | MouseEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const zoom = picture.width / box.width;
    return insides.unitAt((event.clientX - box.left) * zoom, (event.clientY - box.top) * zoom, layout, units);
  };
  const place = (unit: number) => {
    const { x, y, width, height } = insides.placeOf(unit, layout);
    const share = (value: number, of: number) => `${(100 * value) / of}%`;
    return {
      left: share(x, picture.width),
      top: share(y, picture.height),
      width: share(width, picture.width),
      height: share(height, picture.height),
    };
  };
  const statistics = grid.units.statistics[unit];
  return (
    <div
      class="inside-grid"
      tabIndex={0}
      role="listbox"
      aria-label={words().inside.grid(layer.name)}
      aria-activedescendant="inside-unit"
      onPointerMove={(event) => event.pointerType === "mouse" && inspector.hover(under(event))}
      onPointerLeave={(event) => event.pointerType === "mouse" && inspector.hover(null)}
      onClick={(event) => {
        const unit = under(event);
        if (unit !== null) inspector.pin(unit);
      }}
    >
      <Painting painting={picture} />
      {inside.pinned !== null && <span class="inside-cell inside-cell-pinned" style={place(inside.pinned)} />}
      <span
        id="inside-unit"
        class="inside-cell inside-cell-shown"
        role="option"
        aria-selected={unit === inside.pinned}
        aria-setsize={units}
        aria-posinset={unit + 1}
        aria-label={words().inside.unitNumbers(unit, number(statistics?.mean ?? 0), percent(statistics?.zeros ?? 0))}
        style={place(unit)}
      />
    </div>
  );
}

function layerText(layer: Layer): string {
  const { kernel, stride = 1, dead } = layer;
  const { inside: t, units } = words();
  const name = operationText(layer);
  const window = !kernel ? name : stride > 1 ? t.strided(name, kernel, stride) : t.kernel(name, kernel);
  return window + units.colon + joined(dead > 0 ? [shapeText(layer), t.silent(dead)] : [shapeText(layer)]);
}
