import { gap } from "../format.ts";
import { ModelDialog } from "./model_dialog.tsx";
import { DropOverlay } from "./drop_overlay.tsx";
import { Failures } from "./failures.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { History } from "./history.tsx";
import { Inside } from "./inside/inside.tsx";
import { Result } from "./result.tsx";
import { Teach } from "./teach/teach.tsx";
import type { CompareProps, InsideProps, TeachProps, ViewProps } from "./view.ts";
import { Welcome } from "./welcome.tsx";
import { say, words } from "../words/words.ts";

export function App(props: ViewProps & CompareProps & TeachProps & InsideProps) {
  const { state } = props;
  return (
    <>
      <Header {...props} />
      <main key={state.language}>
        {state.runtime.status === "failed" && (
          <p class="fault" role="alert">
            <strong>{words().page.cannotRun}</strong>
            {gap()}
            {say(state.runtime.reason)}
          </p>
        )}
        {state.view === "teach" ? (
          <Teach {...props} />
        ) : state.view === "inside" ? (
          <Inside {...props} />
        ) : state.photos.length === 0 ? (
          <Welcome {...props} />
        ) : (
          <>
            <Result {...props} />
            <Failures {...props} />
            <History {...props} />
          </>
        )}
      </main>
      <Footer {...props} />
      <ModelDialog {...props} />
      <DropOverlay {...props} />
      <p class="visually-hidden" aria-live="polite">
        {state.announcement}
      </p>
    </>
  );
}
