import { percent } from "../../shared/format.ts";
import { kMostPhotos, type Photo } from "../../classify/state.ts";
import { kAcceptPhotos } from "../../photos/photo_names.ts";
import { words } from "../../words/words.ts";
import { CameraButton } from "../shared/camera.tsx";
import { FileButton } from "../shared/file_button.tsx";
import { Icon } from "../shared/icons.tsx";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";
import type { ViewProps } from "../view.ts";

// The strip of photos. It is one tab stop; arrow keys select a photo.
export function History({ state, actions }: ViewProps) {
  const { photos, selected } = state;
  const t = words().photos;
  const left = photos.filter(({ status }) => status === "waiting" || status === "working").length;
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step && photos[photos.findIndex(({ id }) => id === selected) + step];
    if (!next) return;
    event.preventDefault();
    actions.select(next.id);
    const list = event.currentTarget as HTMLElement;
    list.querySelector<HTMLElement>(`[data-photo="${next.id}"]`)?.focus();
  };
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
      <ul class="strip" onKeyDown={walk}>
        {photos.map((photo) => (
          <li key={photo.id}>
            <Tile photo={photo} selected={photo.id === selected} onSelect={() => actions.select(photo.id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tile({ photo, selected, onSelect }: { photo: Photo; selected: boolean; onSelect: () => void }) {
  const { photos: t, answer } = words();
  const best = photo.result?.predictions[0];
  const text =
    photo.status === "failed" ? t.notRead : best ? (photo.result?.isSure ? best.label : answer.notSure) : t.waiting;
  return (
    <button
      class="tile"
      data-photo={photo.id}
      tabIndex={selected ? 0 : -1}
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
