import { kKeys } from "../../inside/keys.ts";
import { Icon } from "../icons.tsx";

export const kHelp = "inside-help";

export function toggleHelp(): void {
  const dialog = document.getElementById(kHelp) as HTMLDialogElement;
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

export function Help() {
  return (
    <dialog id={kHelp} aria-labelledby="inside-help-title">
      <div class="dialog-head">
        <h2 id="inside-help-title">Keys</h2>
        <button class="icon-button" aria-label="Close" onClick={toggleHelp}>
          <Icon name="close" />
        </button>
      </div>
      <dl class="inside-keys">
        {kKeys.map(({ keys, text }) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
