import { offlineText } from "../offline.ts";
import { Icon } from "./icons.tsx";
import { kRuntimeDetails } from "./runtime_details.tsx";
import type { ViewProps } from "./view.ts";

export function Footer({ state, actions }: ViewProps) {
  const limit = state.runtime.status === "ready" ? state.runtime.runtime.limits[0] : undefined;
  return (
    <footer>
      {limit && (
        <p class="limit">
          <Icon name="warning" />
          <span>
            {limit}{" "}
            <button class="link" popovertarget={kRuntimeDetails}>
              Details
            </button>
          </span>
        </p>
      )}
      <p>
        <Icon name="shield" />
        <span>
          Nothing leaves this machine. Photos and models are read by this page alone; its security policy forbids it to
          ask any other server, and it keeps no statistics.
        </span>
      </p>
      {state.offline && (
        <p>
          <Icon name="download" />
          <span>
            {offlineText(state.offline)}{" "}
            {state.offline.status === "kept" ? (
              <button class="link" onClick={() => void actions.clearOffline()}>
                Clear
              </button>
            ) : (
              <button class="link" onClick={() => void actions.keepOffline(true)}>
                Keep it
              </button>
            )}
          </span>
        </p>
      )}
    </footer>
  );
}
