import { useRef } from "preact/hooks";
import { percent } from "../../shared/format.ts";
import * as inspections from "../../inspect/inspection.ts";
import * as regions from "../../inspect/region.ts";
import type { InspectedPhoto, Region } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";
import { FitChoice } from "../classify/result.tsx";
import type { InspectProps, ViewProps } from "../view.ts";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";

const kAnswers = 3;
const kStep = 0.04; // of the region's side, for a key press
const kFast = 4; // with Shift
const kZoom = 1.1; // for a key press

type Props = InspectProps & ViewProps;

// The photo with the region that the network sees, which can be moved and resized.
export function PhotoPane(props: Props) {
  const { inspection, inspector, state, actions } = props;
  const { inspected, region } = inspection;
  if (!inspected) return null;
  const shown = region ?? inspected.region;
  const t = words().inspect.part;
  return (
    <section class="inspect-photo" aria-labelledby="inspect-photo-title">
      <div class="inspect-photo-place">
        <Photo {...props} inspected={inspected} shown={shown} />
      </div>
      <div class="inspect-photo-side">
        <h3 id="inspect-photo-title">{t.title}</h3>
        <p class="inspect-note">{t.how}</p>
        <Answers inspected={inspected} />
        <p class="inspect-note" id="inspect-photo-text">
          {placeText(shown, inspected.photo)}
        </p>
        <div class="inspect-photo-tools">
          <FitChoice state={state} onChoose={actions.setFit} />
          {region && (
            <button class="button button-secondary inspect-small" onClick={inspector.resetRegion}>
              {t.back}
            </button>
          )}
        </div>
      </div>
    </section>
  );
}

function placeText({ left, top, width, height }: Region, photo: regions.Extent): string {
  const size = `${Math.round(width)} × ${Math.round(height)}`;
  return words().inspect.part.place(size, `${photo.width} × ${photo.height}`, Math.round(left), Math.round(top));
}

function Photo({ inspection, inspector, inspected, shown }: Props & { inspected: InspectedPhoto; shown: Region }) {
  const { photo } = inspected;
  return (
    <div
      class="inspect-photo-image"
      style={{ aspectRatio: `${photo.width} / ${photo.height}`, "--aspect": `${photo.width / photo.height}` }}
      {...useDrag(shown, photo, inspector.moveTo)}
    >
      {inspection.photo && <RgbaCanvas image={inspection.photo} label={words().inspect.part.photo} />}
      <Frame shown={shown} inspected={inspected} onMove={inspector.moveTo} />
    </div>
  );
}

// The effect of a pointer on the photo: it drags the frame, or resizes it by its corner; elsewhere the frame moves to the pointer.
function useDrag(shown: Region, photo: regions.Extent, onMove: (region: Region) => void) {
  const drag = useRef<((x: number, y: number) => Region) | null>(null);
  const place = (event: PointerEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const zoom = photo.width / box.width;
    return { x: (event.clientX - box.left) * zoom, y: (event.clientY - box.top) * zoom };
  };
  const begin = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const { x, y } = place(event);
    const on = event.target as HTMLElement;
    const isFrame = on.closest(".inspect-frame") !== null;
    const from = isFrame ? shown : regions.centeredAt(shown, x, y, photo);
    drag.current = on.matches(".inspect-frame-corner")
      ? (toX, toY) => regions.resizedTo(from, toX, toY, photo)
      : (toX, toY) => regions.moved(from, toX - x, toY - y, photo);
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    onMove(from);
  };
  const go = (event: PointerEvent) => {
    const { x, y } = place(event);
    if (drag.current) onMove(drag.current(x, y));
  };
  const end = () => (drag.current = null);
  return { onPointerDown: begin, onPointerMove: go, onPointerUp: end, onPointerCancel: end };
}

function Frame({
  shown,
  inspected,
  onMove,
}: {
  shown: Region;
  inspected: InspectedPhoto;
  onMove: (region: Region) => void;
}) {
  const { photo } = inspected;
  const free = regions.freedom(shown, photo);
  const share = (value: number, of: number) => `${(100 * value) / of}%`;
  return (
    <div
      class="inspect-frame"
      tabIndex={0}
      role="application"
      aria-label={words().inspect.part.frame}
      aria-describedby="inspect-photo-text"
      style={{
        left: share(shown.left, photo.width),
        top: share(shown.top, photo.height),
        width: share(shown.width, photo.width),
        height: share(shown.height, photo.height),
        // Along an axis on which the frame cannot move, a finger scrolls the page.
        touchAction: free.right && free.down ? "none" : free.right ? "pan-y" : free.down ? "pan-x" : "auto",
      }}
      onKeyDown={(event) => {
        const next = afterKey(event, shown, photo);
        if (!next) return;
        event.preventDefault();
        event.stopPropagation();
        onMove(next);
      }}
    >
      <span class="inspect-frame-corner" />
    </div>
  );
}

const arrows: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function afterKey({ key, shiftKey }: KeyboardEvent, region: Region, photo: regions.Extent): Region | null {
  const arrow = arrows[key];
  const step = Math.max(1, Math.min(region.width, region.height) * kStep) * (shiftKey ? kFast : 1);
  if (arrow) return regions.moved(region, arrow[0] * step, arrow[1] * step, photo);
  if (key === "+" || key === "=") return regions.scaled(region, kZoom, photo);
  if (key === "-" || key === "_") return regions.scaled(region, 1 / kZoom, photo);
  return null;
}

// The most probable classes with a bar each.
function Answers({ inspected }: { inspected: InspectedPhoto }) {
  return (
    <ol class="inspect-answers" aria-label={words().inspect.part.answers}>
      {inspections.ranked(inspected, kAnswers).map((index) => (
        <li key={index} class="inspect-answer">
          <span class="inspect-class-bar" style={{ transform: `scaleX(${inspected.probabilities[index]})` }} />
          <span class="inspect-class-name">{inspected.labels[index]}</span>
          <span class="inspect-class-share">{percent(inspected.probabilities[index]!)}</span>
        </li>
      ))}
    </ol>
  );
}
