import { offlineText } from "../storage/offline.ts";
import { say, words } from "../words/words.ts";
import { Icon } from "./shared/icons.tsx";
import { kRuntimeDetails, RuntimeDetails, RuntimeText, runtimeText } from "./runtime_details.tsx";
import type { ViewProps } from "./view.ts";

export function Footer({ state, actions }: ViewProps) {
  const { footer, runtime } = words();
  const limit = state.runtime.status === "ready" ? state.runtime.runtime.limits[0] : undefined;
  return (
    <footer>
      <p>
        <button class="chip" popovertarget={kRuntimeDetails} aria-label={runtime.chip(runtimeText(state.runtime))}>
          <span class={`dot dot-${state.runtime.status}`} />
          <RuntimeText runtime={state.runtime} />
        </button>
      </p>
      <RuntimeDetails state={state} actions={actions} />
      {limit && (
        <p class="limit">
          <Icon name="warning" />
          <span>
            {say(limit)}{" "}
            <button class="link" popovertarget={kRuntimeDetails}>
              {footer.details}
            </button>
          </span>
        </p>
      )}
      <p>
        <Icon name="shield" />
        <span>{footer.privacy}</span>
      </p>
      {state.offline && (
        <p>
          <Icon name="download" />
          <span>
            {offlineText(state.offline)}{" "}
            {state.offline.status === "kept" ? (
              <button class="link" onClick={() => void actions.clearOffline()}>
                {footer.clear}
              </button>
            ) : (
              <button class="link" onClick={() => void actions.keepOffline(true)}>
                {footer.keep}
              </button>
            )}
          </span>
        </p>
      )}
    </footer>
  );
}
