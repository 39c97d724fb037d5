import { useLayoutEffect, useRef } from "preact/hooks";
import { joined, milliseconds, reasonAfterName } from "../../shared/format.ts";
import * as inspections from "../../inspect/inspection.ts";
import { type Command, commandOf } from "../../inspect/keys.ts";
import type { InspectedPhoto } from "../../core/protocol.ts";
import { selectedPhoto } from "../../classify/state.ts";
import { words } from "../../words/words.ts";
import { Failures } from "../classify/failures.tsx";
import { History } from "../classify/history.tsx";
import { threadsText } from "../runtime_details.tsx";
import type { CompareProps, ExampleProps, InspectProps, TrainProps, ViewProps } from "../view.ts";
import { Welcome } from "../classify/welcome.tsx";
import { Remarks } from "../shared/remarks.tsx";
import { Explanation } from "./explanation.tsx";
import { Help, toggleHelp } from "./help.tsx";
import { LayerStrip } from "./layer_strip.tsx";
import { PhotoPane } from "./photo_pane.tsx";
import { UnitDetail } from "./unit_detail.tsx";
import { UnitGrid } from "./unit_grid.tsx";

type Props = InspectProps & ViewProps & CompareProps & TrainProps & ExampleProps;

// The view that inspects the network, from the input image to the answer, layer by layer and unit by unit.
export function Inspect(props: Props) {
  const { state, inspection } = props;
  useKeys(props);
  const { title, text } = words().inspect;
  if (state.photos.length === 0) return <Welcome {...props} title={title} text={text} />;
  return (
    <div class="inspect">
      <Head {...props} />
      {inspection.inspected && (
        <div class={inspection.isInspecting ? "inspect-body inspect-body-old" : "inspect-body"}>
          <PhotoPane {...props} />
          <LayerStrip {...props} />
          <div class="inspect-main">
            <UnitGrid {...props} />
            <UnitDetail {...props} />
          </div>
          <Explanation {...props} />
        </div>
      )}
      <Failures {...props} />
      <History {...props} />
      <Help />
    </div>
  );
}

function Head({ state, inspection }: Props) {
  const t = words().inspect;
  const photo = selectedPhoto(state);
  const inspected = inspection.inspected;
  const best = inspected && inspections.mostProbable(inspected);
  const { milliseconds: took } = inspection;
  const threads = state.runtime.status === "ready" ? [threadsText(state.runtime.runtime.threads)] : [];
  const colors = inspected?.converted_from ? [t.convertedFrom(inspected.converted_from)] : [];
  const timing = took > 0 ? [joined([t.mapsIn(milliseconds(took)), ...threads])] : [];
  return (
    <div class="inspect-head">
      <div>
        <h2>{photo?.name}</h2>
        <p class="inspect-note" aria-live="polite">
          {inspection.reason && photo
            ? t.refused + reasonAfterName(inspection.reason)
            : !state.model
              ? t.modelNeeded
              : !inspected || best === null
                ? t.inspecting
                : factsOf(inspected, best, photo?.result?.isSure !== false)
                    .concat(colors, timing)
                    .join(" · ")}
        </p>
        {photo?.result && <Remarks name={photo.name} result={photo.result} />}
      </div>
      <button class="button button-secondary inspect-small inspect-help-button" onClick={toggleHelp}>
        {t.keysButton} <kbd>?</kbd>
      </button>
    </div>
  );
}

function factsOf({ labels, probabilities, input }: InspectedPhoto, best: number, isSure: boolean): string[] {
  const { inspect: t, units } = words();
  const answer = isSure ? labels[best]! : t.perhaps(labels[best]!);
  const share = units.percent(String(Math.round(100 * probabilities[best]!)));
  return [joined([answer, share]), t.inputSize(input.width)];
}

// Handles keys in the whole window while the view is mounted. A layout effect, so that no key is handled after unmounting.
function useKeys(props: Props): void {
  const latest = useRef(props);
  latest.current = props;
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as Element;
      const isTyping = target.matches("select, textarea, input:not([type=radio], [type=checkbox], [type=range])");
      const other = document.querySelector("dialog[open]:not(#inspect-help)");
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping || other || !latest.current.inspection.inspected)
        return;
      const command = commandOf({
        key: event.key,
        shift: event.shiftKey,
        inGrid: target.matches(".inspect-grid"),
        inControl: target.closest("input, select, .strip, .inspect-photo, .inspect-detail, .inspect-strip") !== null,
      });
      if (!command || (command.do !== "help" && document.querySelector("#inspect-help[open]"))) return;
      event.preventDefault();
      act(command, latest.current);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function act(command: Command, { inspection, inspector, state, actions }: Props): void {
  const { kScales } = inspections;
  if (command.do === "move") inspector.move(command.right, command.down);
  if (command.do === "layer") inspector.stepLayer(command.step);
  if (command.do === "photo") actions.selectNext(command.step);
  if (command.do === "pin") inspector.pin();
  if (command.do === "leave") (inspector.isWorking ? inspector.cancel : inspector.leave)();
  if (command.do === "method") inspector.nextMethod();
  if (command.do === "scale") inspector.setScale(kScales[(kScales.indexOf(inspection.scale) + 1) % kScales.length]!);
  if (command.do === "about" && inspection.method !== "grad-cam") inspector.setAboutUnit(!inspection.aboutUnit);
  if (command.do === "filters") inspector.setFilters(!inspection.showsFilters);
  if (command.do === "fit") actions.setFit(state.fit === "stretch" ? "crop" : "stretch");
  if (command.do === "help") toggleHelp();
}
