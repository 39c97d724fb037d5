import { reasonAfterName } from "../../shared/format.ts";
import { words } from "../../words/words.ts";
import { Icon } from "../shared/icons.tsx";
import type { ViewProps } from "../view.ts";

// The photos that could not be read, each with its reason, except the selected one, which shows its own.
export function Failures({ state, actions }: ViewProps) {
  const failed = state.photos.filter(({ id, status }) => status === "failed" && id !== state.selected);
  if (failed.length === 0) return null;
  return (
    <section class="failures" aria-labelledby="failures-title">
      <h3 id="failures-title">
        <Icon name="warning" />
        {words().photos.failures(failed.length)}
      </h3>
      <ul>
        {failed.map(({ id, name, reason }) => (
          <li key={id}>
            <span>
              <strong>{name}</strong>
              {reasonAfterName(reason)}
            </span>
            <button
              class="icon-button"
              onClick={() => actions.dismissPhoto(id)}
              aria-label={words().photos.remove(name)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
