import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Layer, InspectedPhoto } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";
import { joined } from "../../shared/format.ts";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";
import type { InspectProps } from "../view.ts";

// The strip of layers, from the input image to the answer. It is one tab stop; arrow keys change the layer. It is rendered again
// only for another photo or layer.
export function LayerStrip({ inspection: { inspected, layer }, inspector }: InspectProps) {
  return useMemo(
    () => inspected && <Strip inspected={inspected} layer={layer} inspector={inspector} />,
    [inspected, layer, inspector],
  );
}

type StripProps = Pick<InspectProps, "inspector"> & { inspected: InspectedPhoto; layer: string };
function Strip({ inspected, layer, inspector }: StripProps) {
  const t = words().inspect;
  const list = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>("[aria-current]");
    if (!chosen) return;
    const { offsetLeft, offsetWidth } = chosen;
    const { clientWidth } = list.current!;
    list.current!.scrollLeft = offsetLeft + offsetWidth / 2 - clientWidth / 2;
    if (list.current!.contains(document.activeElement)) chosen.focus({ preventScroll: true });
  }, [layer, inspected]);
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    inspector.stepLayer(step);
  };
  return (
    <nav class="inspect-strip" aria-label={t.layers}>
      <ol ref={list} onKeyDown={walk}>
        <li class="inspect-strip-photo">
          <RgbaCanvas image={inspected.input} label={t.inputImage} />
          <span class="inspect-strip-name">{t.photo}</span>
          <span class="inspect-strip-shape">{inspected.input.width}² × 3</span>
        </li>
        {inspected.layers.map((one) => (
          <li key={one.name}>
            <button
              class="inspect-strip-layer"
              tabIndex={one.name === layer ? 0 : -1}
              aria-current={one.name === layer ? "true" : undefined}
              onClick={() => inspector.setLayer(one.name)}
            >
              <RgbaCanvas image={one.tile} />
              <span class="inspect-strip-name">{one.name}</span>{" "}
              <span class="inspect-strip-shape">{shortShape(one)}</span>
              <span class="visually-hidden">{joined([operationText(one), shapeText(one)])}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

export function shapeText({ shape }: Layer): string {
  const t = words().inspect;
  return shape.length === 3 ? t.unitsOf(shape[2]!, shape[0]!, shape[1]!) : t.units(shape[0]!);
}
export function operationText({ operation }: Layer): string {
  const names: Record<string, string> = words().inspect.operations;
  return names[operation] ?? operation;
}
const shortShape = ({ shape }: Layer) => (shape.length === 3 ? `${shape[0]}² × ${shape[2]}` : String(shape[0]));
