import { kKeys } from "../../inspect/keys.ts";
import { words } from "../../words/words.ts";
import { Icon } from "../shared/icons.tsx";

export const kHelp = "inspect-help";

export function toggleHelp(): void {
  const dialog = document.getElementById(kHelp) as HTMLDialogElement;
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

export function Help() {
  return (
    <dialog id={kHelp} aria-labelledby="inspect-help-title">
      <div class="dialog-head">
        <h2 id="inspect-help-title">{words().inspect.keysButton}</h2>
        <button class="icon-button" aria-label={words().page.close} onClick={toggleHelp}>
          <Icon name="close" />
        </button>
      </div>
      <dl class="inspect-keys">
        {kKeys.map(({ keys, name }) => (
          <div key={name}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words().inspect.keys[name]}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
