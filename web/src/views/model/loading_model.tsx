import { megabytes } from "../../shared/format.ts";
import type { Loading } from "../../classify/state.ts";
import { words } from "../../words/words.ts";

// The progress of a model being loaded: its bytes, then its preparation.
export function LoadingModel({ loading, onCancel }: { loading: Loading; onCancel: () => void }) {
  const { loaded, total, preparing } = loading;
  const { model: t, units, page } = words();
  const part = total ? Math.min(loaded / total, 1) : null;
  return (
    <div class="loading">
      <p class="loading-name">{loading.name}</p>
      <div
        class={`progress ${part === null || preparing ? "progress-unknown" : ""}`}
        role="progressbar"
        aria-label={t.opening(loading.name)}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(part === null ? {} : { "aria-valuenow": Math.floor(part * 100) })}
      >
        <span style={{ transform: `scaleX(${part ?? 1})` }} />
      </div>
      <p class="loading-text">
        <span>
          {preparing
            ? t.preparing
            : total
              ? t.bytesOf(megabytes(loaded), megabytes(total))
              : t.bytesSoFar(megabytes(loaded))}
        </span>
        {part !== null && !preparing && <span>{units.percent(String(Math.floor(part * 100)))}</span>}
      </p>
      <button class="button button-secondary" onClick={onCancel}>
        {page.cancel}
      </button>
    </div>
  );
}
