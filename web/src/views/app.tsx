import { gap } from "../shared/format.ts";
import { showsModelPanel } from "../classify/state.ts";
import { ModelDialog } from "./model/model_dialog.tsx";
import { ModelFault } from "./model/model_fault.tsx";
import { DropOverlay } from "./drop_overlay.tsx";
import { Failures } from "./classify/failures.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { History } from "./classify/history.tsx";
import { Inspect } from "./inspect/inspect.tsx";
import { Removal } from "./classify/removal.tsx";
import { Result } from "./classify/result.tsx";
import { Train } from "./training/train.tsx";
import type { CompareProps, ExampleProps, InspectProps, TrainProps, ViewProps } from "./view.ts";
import { Welcome } from "./classify/welcome.tsx";
import { say, words } from "../words/words.ts";

export function App(props: ViewProps & CompareProps & TrainProps & ExampleProps & InspectProps) {
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
        {state.modelFault && !showsModelPanel(state) && (
          <ModelFault fault={state.modelFault} state={state} actions={props.actions} />
        )}
        {state.view === "train" ? (
          <Train {...props} />
        ) : state.view === "inspect" ? (
          <Inspect {...props} />
        ) : state.photos.length === 0 ? (
          <>
            <Removal {...props} />
            <Welcome {...props} />
          </>
        ) : (
          <>
            <Result {...props} />
            <Removal {...props} />
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
