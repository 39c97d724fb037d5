import { percent } from "../../shared/format.ts";
import { listedPhotos } from "../../classify/photo_list.ts";
import { kMostPhotos, type Photo, shownLabel } from "../../classify/state.ts";
import { nextInGrid } from "../../shared/grid_keys.ts";
import { kAcceptPhotos } from "../../photos/photo_names.ts";
import { words } from "../../words/words.ts";
import { CameraButton } from "../shared/camera.tsx";
import { FileButton } from "../shared/file_button.tsx";
import { Icon } from "../shared/icons.tsx";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";
import type { ViewProps } from "../view.ts";
import { PhotoListControls } from "./photo_list.tsx";

// The strip of photos. It is one tab stop; arrow keys select a photo.
export function History({ state, actions }: ViewProps) {
  const { photos, selected } = state;
  const t = words().photos;
  const left = photos.filter(({ status }) => status === "waiting" || status === "working").length;
  const shown = listedPhotos(state);
  const onKey = (event: KeyboardEvent) => {
    const list = event.currentTarget as HTMLElement;
    const at = shown.findIndex(({ id }) => id === selected);
    if ((event.key === "Delete" || event.key === "Backspace") && shown[at]) {
      event.preventDefault();
      const neighbor = shown[at + 1] ?? shown[at - 1];
      actions.dismissPhoto(shown[at].id);
      return focusAfter(list, neighbor?.id);
    }
    const next = shown[nextInGrid(event.key, at, shown.length, columnsOf(list))];
    if (!next) return;
    event.preventDefault();
    actions.select(next.id);
    focusAfter(list, next.id);
  };
  const focusable = shown.some(({ id }) => id === selected) ? selected : shown[0]?.id;
  return (
    <section class="history" aria-labelledby="history-title">
      <div class="history-head">
        <h3 id="history-title">{t.count(photos.length)}</h3>
        <p>
          {left > 0 && state.model ? t.toGo(left) : ""} {photos.length === kMostPhotos && t.newestKept(kMostPhotos)}
        </p>
        <button class="button button-secondary" onClick={actions.clearPhotos}>
          {t.clear}
        </button>
        <CameraButton once onPhoto={(photo) => actions.addFiles([photo])} />
        <FileButton accept={kAcceptPhotos} multiple onFiles={actions.addFiles}>
          {t.add}
        </FileButton>
      </div>
      <PhotoListControls state={state} actions={actions} />
      <ul class="strip" onKeyDown={onKey}>
        {shown.map((photo) => (
          <li key={photo.id}>
            <Tile
              state={state}
              photo={photo}
              selected={photo.id === selected}
              focusable={photo.id === focusable}
              onSelect={() => actions.select(photo.id)}
            />
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p class="card-note">{t.noneShown}</p>}
    </section>
  );
}

// The focus moves once the strip is rendered again.
function focusAfter(list: HTMLElement, id: number | undefined): void {
  setTimeout(() => list.querySelector<HTMLElement>(`[data-photo="${id}"]`)?.focus());
}

// How many tiles are in a row of the strip.
function columnsOf(list: HTMLElement): number {
  const tops = [...list.children].map((tile) => (tile as HTMLElement).offsetTop);
  const inFirst = tops.findIndex((top) => top !== tops[0]);
  return inFirst < 0 ? tops.length : inFirst;
}

interface TileProps {
  state: ViewProps["state"];
  photo: Photo;
  selected: boolean;
  focusable: boolean; // by the tab key; the arrow keys reach the others
  onSelect: () => void;
}

function Tile({ state, photo, selected, focusable, onSelect }: TileProps) {
  const { photos: t, answer } = words();
  const best = photo.result?.predictions[0];
  const text =
    photo.status === "failed"
      ? t.notRead
      : best
        ? photo.result?.isSure
          ? shownLabel(state, photo, best.label)
          : answer.notSure
        : t.waiting;
  return (
    <button
      class="tile"
      data-photo={photo.id}
      tabIndex={focusable ? 0 : -1}
      aria-pressed={selected}
      title={photo.name}
      onClick={onSelect}
    >
      <span class="tile-image">
        {photo.result ? (
          <RgbaCanvas image={photo.result.input} label="" />
        ) : (
          <Icon name={photo.status === "failed" ? "warning" : "photo"} />
        )}
      </span>
      <span class="tile-label">{text}</span>
      <span class="tile-detail">{best ? percent(best.probability) : photo.name}</span>
    </button>
  );
}
