import { useRef } from "preact/hooks";
import { percent } from "../../format.ts";
import * as insides from "../../inside/inside.ts";
import * as regions from "../../inside/region.ts";
import type { Look, Region } from "../../protocol.ts";
import { words } from "../../words/words.ts";
import { FitChoice } from "../result.tsx";
import type { InsideProps, ViewProps } from "../view.ts";
import { Painting } from "./painting.tsx";

const kAnswers = 3;
const kStep = 0.04; // of the part's side, a key press
const kFast = 4; // with Shift
const kZoom = 1.1; // a key press

type Props = InsideProps & ViewProps;

// The photo with the part that becomes the network's square, to be moved about.
export function PhotoPane(props: Props) {
  const { inside, inspector, state, actions } = props;
  const { look, region } = inside;
  if (!look) return null;
  const shown = region ?? look.region;
  const t = words().inside.part;
  return (
    <section class="inside-photo" aria-labelledby="inside-photo-title">
      <div class="inside-photo-place">
        <Photo {...props} look={look} shown={shown} />
      </div>
      <div class="inside-photo-side">
        <h3 id="inside-photo-title">{t.title}</h3>
        <p class="inside-note">{t.how}</p>
        <Answers look={look} />
        <p class="inside-note" id="inside-photo-text">
          {placeText(shown, look.photo)}
        </p>
        <div class="inside-photo-tools">
          <FitChoice state={state} onChoose={actions.setFit} />
          {region && (
            <button class="button button-secondary inside-small" onClick={inspector.resetRegion}>
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
  return words().inside.part.place(size, `${photo.width} × ${photo.height}`, Math.round(left), Math.round(top));
}

function Photo({ inside, inspector, look, shown }: Props & { look: Look; shown: Region }) {
  const { photo } = look;
  return (
    <div
      class="inside-photo-picture"
      style={{ aspectRatio: `${photo.width} / ${photo.height}`, "--aspect": `${photo.width / photo.height}` }}
      {...useDrag(shown, photo, inspector.moveTo)}
    >
      {inside.photo && <Painting painting={inside.photo} label={words().inside.part.photo} />}
      <Frame shown={shown} look={look} onMove={inspector.moveTo} />
    </div>
  );
}

// What a pointer does on the photo: the frame is moved, or resized by its corner; elsewhere it comes to the pointer.
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
    const isFrame = on.closest(".inside-frame") !== null;
    const from = isFrame ? shown : regions.centredAt(shown, x, y, photo);
    drag.current = on.matches(".inside-frame-corner")
      ? (toX, toY) => regions.drawnTo(from, toX, toY, photo)
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

function Frame({ shown, look, onMove }: { shown: Region; look: Look; onMove: (region: Region) => void }) {
  const { photo } = look;
  const free = regions.freedom(shown, photo);
  const share = (value: number, of: number) => `${(100 * value) / of}%`;
  return (
    <div
      class="inside-frame"
      tabIndex={0}
      role="application"
      aria-label={words().inside.part.frame}
      aria-describedby="inside-photo-text"
      style={{
        left: share(shown.left, photo.width),
        top: share(shown.top, photo.height),
        width: share(shown.width, photo.width),
        height: share(shown.height, photo.height),
        // Where the square cannot go the page may be scrolled.
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
      <span class="inside-frame-corner" />
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

// The likeliest classes with a bar each.
function Answers({ look }: { look: Look }) {
  return (
    <ol class="inside-answers" aria-label={words().inside.part.answers}>
      {insides.ranked(look, kAnswers).map((index) => (
        <li key={index} class="inside-answer">
          <span class="inside-class-bar" style={{ transform: `scaleX(${look.probabilities[index]})` }} />
          <span class="inside-class-name">{look.labels[index]}</span>
          <span class="inside-class-share">{percent(look.probabilities[index]!)}</span>
        </li>
      ))}
    </ol>
  );
}
