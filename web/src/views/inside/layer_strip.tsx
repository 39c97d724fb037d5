import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Layer, Look } from "../../protocol.ts";
import { words } from "../../words/words.ts";
import { joined } from "../../format.ts";
import { Square } from "../square.tsx";
import type { InsideProps } from "../view.ts";
import { Painting } from "./painting.tsx";

// From the picture to the answer. One stop for the tab key; arrows walk along. Drawn anew for another photo or layer alone.
export function LayerStrip({ inside: { look, layer }, inspector }: InsideProps) {
  return useMemo(() => look && <Strip look={look} layer={layer} inspector={inspector} />, [look, layer, inspector]);
}

type StripProps = Pick<InsideProps, "inspector"> & { look: Look; layer: string };
function Strip({ look, layer, inspector }: StripProps) {
  const t = words().inside;
  const list = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>("[aria-current]");
    if (!chosen) return;
    const { offsetLeft, offsetWidth } = chosen;
    const { clientWidth } = list.current!;
    list.current!.scrollLeft = offsetLeft + offsetWidth / 2 - clientWidth / 2;
    if (list.current!.contains(document.activeElement)) chosen.focus({ preventScroll: true });
  }, [layer, look]);
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    inspector.stepLayer(step);
  };
  return (
    <nav class="inside-strip" aria-label={t.layers}>
      <ol ref={list} onKeyDown={walk}>
        <li class="inside-strip-photo">
          <Square square={look.square} label={t.squareSeen} />
          <span class="inside-strip-name">{t.photo}</span>
          <span class="inside-strip-shape">{look.square.side}² × 3</span>
        </li>
        {look.layers.map((one) => (
          <li key={one.name}>
            <button
              class="inside-strip-layer"
              tabIndex={one.name === layer ? 0 : -1}
              aria-current={one.name === layer ? "true" : undefined}
              onClick={() => inspector.setLayer(one.name)}
            >
              <Painting painting={one.tile} />
              <span class="inside-strip-name">{one.name}</span>{" "}
              <span class="inside-strip-shape">{shortShape(one)}</span>
              <span class="visually-hidden">{joined([operationText(one), shapeText(one)])}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

export function shapeText({ shape }: Layer): string {
  const t = words().inside;
  return shape.length === 3 ? t.unitsOf(shape[2]!, shape[0]!, shape[1]!) : t.units(shape[0]!);
}
export function operationText({ operation }: Layer): string {
  const names: Record<string, string> = words().inside.operations;
  return names[operation] ?? operation;
}
const shortShape = ({ shape }: Layer) => (shape.length === 3 ? `${shape[0]}² × ${shape[2]}` : String(shape[0]));
