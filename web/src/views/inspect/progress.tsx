import { kLeave } from "../../inspect/keys.ts";
import type { ExplanationResult, Method } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";

interface Props {
  method: Method;
  explained: ExplanationResult | null; // as far as it is there
  onCancel: () => void;
}

// An explanation on its way. What takes long can be watched and given up.
export function Working({ method, explained, onCancel }: Props) {
  const t = words().inspect;
  if (!explained || explained.done === explained.of) return <p class="inspect-note">{t.working}</p>;
  const { done, of } = explained;
  return (
    <div class="inspect-working">
      <progress max={of} value={done} aria-label={t.howFar} />
      <span class="inspect-note">{method === "occlusion" ? t.patches(done, of) : t.steps(done, of)}</span>
      <button class="button button-secondary inside-small" onClick={onCancel}>
        {t.cancel} <kbd>{kLeave}</kbd>
      </button>
    </div>
  );
}

export function Begin({ explained, onBegin }: { explained: ExplanationResult | null; onBegin: () => void }) {
  return (
    <button class="button button-primary inside-begin" onClick={onBegin}>
      {explained ? words().inspect.again : words().inspect.begin}
    </button>
  );
}
