import { kLeave } from "../../inspect/keys.ts";
import type { ExplanationResult, Method } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";

interface Props {
  method: Method;
  explained: ExplanationResult | null; // the partial result
  onCancel: () => void;
}

// An explanation that is being computed. A slow one shows its progress and can be cancelled.
export function Progress({ method, explained, onCancel }: Props) {
  const t = words().inspect;
  if (!explained || explained.done === explained.of) return <p class="inspect-note">{t.computing}</p>;
  const { done, of } = explained;
  return (
    <div class="inspect-working">
      <progress max={of} value={done} aria-label={t.progress} />
      <span class="inspect-note">{method === "occlusion" ? t.patches(done, of) : t.steps(done, of)}</span>
      <button class="button button-secondary inspect-small" onClick={onCancel}>
        {t.cancel} <kbd>{kLeave}</kbd>
      </button>
    </div>
  );
}

export function Begin({ explained, onBegin }: { explained: ExplanationResult | null; onBegin: () => void }) {
  return (
    <button class="button button-primary inspect-begin" onClick={onBegin}>
      {explained ? words().inspect.continueComputing : words().inspect.compute}
    </button>
  );
}
