import { toggleTheme } from "../shared/theme.ts";
import { megabytes } from "../shared/format.ts";
import { kTags, type Language, words } from "../words/words.ts";
import { Icon, Mark } from "./shared/icons.tsx";
import { kModelDialog } from "./model/model_dialog.tsx";
import { isRunning } from "../training/project.ts";
import type { TrainProps, ViewProps } from "./view.ts";

export function Header({ state, actions, project }: ViewProps & TrainProps) {
  const { header } = words();
  return (
    <header>
      <h1 class="brand">
        <Mark />
        AlexNet
      </h1>
      <nav class="views" aria-label={header.views}>
        <a href="#" aria-current={state.view === "classify" ? "page" : undefined}>
          {header.classify}
        </a>
        <a href="#teach" aria-current={state.view === "train" ? "page" : undefined}>
          {header.training}
          {isRunning(project) && (
            <>
              <span class="dot dot-running" />
              <span class="visually-hidden">{header.isTraining}</span>
            </>
          )}
        </a>
        <a href="#inside" aria-current={state.view === "inspect" ? "page" : undefined}>
          {header.inspect}
        </a>
      </nav>
      {(state.photos.length > 0 || state.view !== "classify") && <ModelButton state={state} />}
      <div class="header-tools">
        <LanguageButton language={state.language} onChoose={actions.chooseLanguage} />
        <button class="icon-button" onClick={toggleTheme} aria-label={header.theme}>
          <Icon name="theme" />
        </button>
      </div>
    </header>
  );
}

// Each language under its own name, for visitors who read no other.
const names: Record<Language, string> = { en: "English", zh: "中文" };

function LanguageButton({ language, onChoose }: { language: Language; onChoose: (language: Language) => void }) {
  const other = language === "en" ? "zh" : "en";
  return (
    <button class="icon-button language" lang={kTags[other]} onClick={() => onChoose(other)}>
      {names[other]}
    </button>
  );
}

function ModelButton({ state: { model, loading } }: Pick<ViewProps, "state">) {
  const t = words().model;
  const text = loading ? t.opening(loading.name) : (model?.name ?? t.none);
  const detail = loading
    ? loading.total
      ? words().units.percent(String(Math.floor((100 * loading.loaded) / loading.total)))
      : megabytes(loading.loaded)
    : model && t.classes(model.classes);
  return (
    <button
      class="model-button"
      onClick={() => (document.getElementById(kModelDialog) as HTMLDialogElement).showModal()}
      title={t.change}
    >
      <Icon name="model" />
      <span class="model-button-name">{text}</span>
      <span class="model-button-detail">{detail}</span>
    </button>
  );
}
