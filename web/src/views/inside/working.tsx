import type { Explained, Method } from "../../protocol.ts";

const words = {
  quick: "Working it out …",
  label: "How far it is",
  cancel: "Cancel",
  begin: "Work it out, a few seconds",
  again: "Work it out to the end",
  steps: (done: number, of: number, method: Method) =>
    `${done} of ${of} ${method === "occlusion" ? "patches" : "steps"}`,
};

interface Props {
  method: Method;
  explained: Explained | null; // as far as it is there
  onCancel: () => void;
}

// An explanation on its way. What takes long can be watched and given up.
export function Working({ method, explained, onCancel }: Props) {
  if (!explained || explained.done === explained.of) return <p class="inside-note">{words.quick}</p>;
  const { done, of } = explained;
  return (
    <div class="inside-working">
      <progress max={of} value={done} aria-label={words.label} />
      <span class="inside-note">{words.steps(done, of, method)}</span>
      <button class="button button-secondary inside-small" onClick={onCancel}>
        {words.cancel} <kbd>Esc</kbd>
      </button>
    </div>
  );
}

export function Begin({ explained, onBegin }: { explained: Explained | null; onBegin: () => void }) {
  return (
    <button class="button button-primary inside-begin" onClick={onBegin}>
      {explained ? words.again : words.begin}
    </button>
  );
}
