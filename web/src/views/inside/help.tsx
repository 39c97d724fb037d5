import { kKeys } from "../../inside/keys.ts";
import { words } from "../../words/words.ts";
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
        <h2 id="inside-help-title">{words().inside.keysButton}</h2>
        <button class="icon-button" aria-label={words().page.close} onClick={toggleHelp}>
          <Icon name="close" />
        </button>
      </div>
      <dl class="inside-keys">
        {kKeys.map(({ keys, name }) => (
          <div key={name}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words().inside.keys[name]}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
