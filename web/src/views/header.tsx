import { toggleTheme } from "../theme.ts";
import { count, megabytes, millions } from "../format.ts";
import { Icon, Mark } from "./icons.tsx";
import { kModelDialog } from "./model_dialog.tsx";
import { kRuntimeDetails, RuntimeDetails, RuntimeText, runtimeText } from "./runtime_details.tsx";
import type { ViewProps } from "./view.ts";

export function Header({ state }: ViewProps) {
  return (
    <header>
      <h1 class="brand">
        <Mark />
        AlexNet
      </h1>
      <nav class="views" aria-label="What to do">
        <a href="#" aria-current={state.view === "classify" ? "page" : undefined}>
          Classify
        </a>
        <a href="#teach" aria-current={state.view === "teach" ? "page" : undefined}>
          Teach
        </a>
      </nav>
      {(state.photos.length > 0 || state.view === "teach") && <ModelButton state={state} />}
      <div class="header-tools">
        <button class="chip" popovertarget={kRuntimeDetails} aria-label={`How it runs: ${runtimeText(state.runtime)}`}>
          <span class={`dot dot-${state.runtime.status}`} />
          <RuntimeText runtime={state.runtime} />
        </button>
        <button class="icon-button" onClick={toggleTheme} aria-label="Switch between light and dark">
          <Icon name="theme" />
        </button>
      </div>
      <RuntimeDetails runtime={state.runtime} />
    </header>
  );
}

function ModelButton({ state: { model, loading } }: Pick<ViewProps, "state">) {
  const text = loading ? `Opening ${loading.name}` : (model?.name ?? "No model");
  const detail = loading
    ? loading.total
      ? `${Math.floor((100 * loading.loaded) / loading.total)} %`
      : megabytes(loading.loaded)
    : model && `${count(model.classes, "class", "classes")}, ${millions(model.parameters)} parameters`;
  return (
    <button
      class="model-button"
      onClick={() => (document.getElementById(kModelDialog) as HTMLDialogElement).showModal()}
      aria-label={`Model: ${text}. Change it`}
    >
      <Icon name="model" />
      <span class="model-button-name">{text}</span>
      <span class="model-button-detail">{detail}</span>
    </button>
  );
}
