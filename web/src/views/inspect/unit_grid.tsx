import { joined, percent } from "../../shared/format.ts";
import * as inspections from "../../inspect/inspection.ts";
import type { Layer } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";
import type { InspectProps } from "../view.ts";
import { operationText, shapeText } from "./layer_strip.tsx";
import { ClassBars } from "./class_bars.tsx";
import { Legend, number } from "./legend.tsx";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";

// All units of the layer. For the keyboard and screen readers it is a list box with one selected unit.
export function UnitGrid(props: InspectProps) {
  const t = words().inspect;
  const { inspection, inspector } = props;
  const layer = inspections.layerOf(inspection);
  if (!layer) return null;
  return (
    <section class="inspect-grid-pane" aria-labelledby="inspect-layer">
      <div class="inspect-pane-head">
        <div>
          <h3 id="inspect-layer">{layer.name}</h3>
          <p class="inspect-note">{layerText(layer)}</p>
        </div>
        {!inspection.showsFilters && (
          <fieldset class="segments inspect-scales">
            <legend class="visually-hidden">{t.scale}</legend>
            {inspections.kScales.map((scale) => (
              <label key={scale} title={t.scales[scale].text}>
                <input
                  type="radio"
                  name="inspect-scale"
                  checked={inspection.scale === scale}
                  onChange={() => inspector.setScale(scale)}
                />
                <span>{t.scales[scale].name}</span>
              </label>
            ))}
          </fieldset>
        )}
      </div>
      <Cells {...props} layer={layer} />
      {inspection.inspected && inspection.grid?.layer === layer.name && (
        <ClassBars {...props} layer={layer} units={inspection.grid.units} inspected={inspection.inspected} />
      )}
      <div class="inspect-grid-foot">
        {inspection.showsFilters ? <p class="inspect-note">{t.filterColors}</p> : <Legend inspection={inspection} />}
        {inspections.hasFilters(inspection) && (
          <label class="inspect-check">
            <input
              type="checkbox"
              checked={inspection.showsFilters}
              onChange={(event) => inspector.setFilters(event.currentTarget.checked)}
            />
            {t.filters}
          </label>
        )}
      </div>
    </section>
  );
}

function Cells({ inspection, inspector, layer }: InspectProps & { layer: Layer }) {
  const { grid } = inspection;
  const shown = inspection.showsFilters ? inspection.filters : grid?.units;
  if (!grid || grid.layer !== layer.name || !shown) return <div class="inspect-grid inspect-grid-empty" />;
  const { layout, image } = shown;
  const units = inspections.unitsOf(layer);
  const unit = inspections.shownUnit(inspection);
  const under = (event: PointerEvent | MouseEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const zoom = image.width / box.width;
    return inspections.unitAt((event.clientX - box.left) * zoom, (event.clientY - box.top) * zoom, layout, units);
  };
  const place = (unit: number) => {
    const { x, y, width, height } = inspections.cellOf(unit, layout);
    const share = (value: number, of: number) => `${(100 * value) / of}%`;
    return {
      left: share(x, image.width),
      top: share(y, image.height),
      width: share(width, image.width),
      height: share(height, image.height),
    };
  };
  const statistics = grid.units.statistics[unit];
  return (
    <div
      class="inspect-grid"
      tabIndex={0}
      role="listbox"
      aria-label={words().inspect.grid(layer.name)}
      aria-activedescendant="inspect-unit"
      onPointerMove={(event) => event.pointerType === "mouse" && inspector.hover(under(event))}
      onPointerLeave={(event) => event.pointerType === "mouse" && inspector.hover(null)}
      onClick={(event) => {
        const unit = under(event);
        if (unit !== null) inspector.pin(unit);
      }}
    >
      <RgbaCanvas image={image} />
      {inspection.pinned !== null && <span class="inspect-cell inspect-cell-pinned" style={place(inspection.pinned)} />}
      <span
        id="inspect-unit"
        class="inspect-cell inspect-cell-shown"
        role="option"
        aria-selected={unit === inspection.pinned}
        aria-setsize={units}
        aria-posinset={unit + 1}
        aria-label={words().inspect.unitNumbers(unit, number(statistics?.mean ?? 0), percent(statistics?.zeros ?? 0))}
        style={place(unit)}
      />
    </div>
  );
}

function layerText(layer: Layer): string {
  const { kernel, stride = 1, dead } = layer;
  const { inspect: t, units } = words();
  const name = operationText(layer);
  const window = !kernel ? name : stride > 1 ? t.strided(name, kernel, stride) : t.kernel(name, kernel);
  return window + units.colon + joined(dead > 0 ? [shapeText(layer), t.silent(dead)] : [shapeText(layer)]);
}
