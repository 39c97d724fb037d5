import { useEffect, useRef } from "preact/hooks";
import { joined, milliseconds, reasonAfterName } from "../../format.ts";
import * as insides from "../../inside/inside.ts";
import { type Command, commandOf } from "../../inside/keys.ts";
import type { Look } from "../../protocol.ts";
import { selectedPhoto } from "../../state.ts";
import { words } from "../../words/words.ts";
import { Failures } from "../failures.tsx";
import { History } from "../history.tsx";
import { threadsText } from "../runtime_details.tsx";
import type { CompareProps, InsideProps, ViewProps } from "../view.ts";
import { Welcome } from "../welcome.tsx";
import { Explanation } from "./explanation.tsx";
import { Help, toggleHelp } from "./help.tsx";
import { LayerStrip } from "./layer_strip.tsx";
import { PhotoPane } from "./photo_pane.tsx";
import { UnitDetail } from "./unit_detail.tsx";
import { UnitGrid } from "./unit_grid.tsx";

type Props = InsideProps & ViewProps & CompareProps;

// From the picture to the answer, layer by layer, unit by unit.
export function Inside(props: Props) {
  const { state, inside } = props;
  useKeys(props);
  const { title, text } = words().inside;
  if (state.photos.length === 0) return <Welcome {...props} title={title} text={text} />;
  return (
    <div class="inside">
      <Head {...props} />
      {inside.look && (
        <div class={inside.looking ? "inside-body inside-body-old" : "inside-body"}>
          <PhotoPane {...props} />
          <LayerStrip {...props} />
          <div class="inside-main">
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

function Head({ state, inside }: Props) {
  const t = words().inside;
  const photo = selectedPhoto(state);
  const look = inside.look;
  const best = look && insides.likeliest(look);
  const { milliseconds: took } = inside;
  const threads = state.runtime.status === "ready" ? [threadsText(state.runtime.runtime.threads)] : [];
  const timing = took > 0 ? [joined([t.mapsIn(milliseconds(took)), ...threads])] : [];
  return (
    <div class="inside-head">
      <div>
        <h2>{photo?.name}</h2>
        <p class="inside-note" aria-live="polite">
          {inside.reason && photo
            ? t.refused + reasonAfterName(inside.reason)
            : !state.model
              ? t.modelNeeded
              : !look || best === null
                ? t.looking
                : factsOf(look, best, photo?.result?.isSure !== false)
                    .concat(timing)
                    .join(" · ")}
        </p>
      </div>
      <button class="button button-secondary inside-small inside-help-button" onClick={toggleHelp}>
        {t.keysButton} <kbd>?</kbd>
      </button>
    </div>
  );
}

function factsOf({ labels, probabilities, square }: Look, best: number, isSure: boolean): string[] {
  const { inside, units } = words();
  const answer = isSure ? labels[best]! : inside.perhaps(labels[best]!);
  const share = units.percent(String(Math.round(100 * probabilities[best]!)));
  return [joined([answer, share]), inside.square(square.side)];
}

// Heard in the whole window, as long as the view is there.
function useKeys(props: Props): void {
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const target = event.target as Element;
      const isTyping = target.matches("select, textarea, input:not([type=radio], [type=checkbox], [type=range])");
      const other = document.querySelector("dialog[open]:not(#inside-help)");
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping || other || !latest.current.inside.look) return;
      const command = commandOf({
        key: event.key,
        shift: event.shiftKey,
        inGrid: target.matches(".inside-grid"),
      });
      if (!command || (command.do !== "help" && document.querySelector("#inside-help[open]"))) return;
      event.preventDefault();
      act(command, latest.current);
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
}

function act(command: Command, { inside, inspector, state, actions }: Props): void {
  const { kScales } = insides;
  if (command.do === "move") inspector.move(command.right, command.down);
  if (command.do === "layer") inspector.stepLayer(command.step);
  if (command.do === "photo") actions.selectNext(command.step);
  if (command.do === "pin") inspector.pin();
  if (command.do === "leave") (inspector.isWorking ? inspector.cancel : inspector.leave)();
  if (command.do === "method") inspector.nextMethod();
  if (command.do === "scale") inspector.setScale(kScales[(kScales.indexOf(inside.scale) + 1) % kScales.length]!);
  if (command.do === "about" && inside.method !== "grad-cam") inspector.setAboutUnit(!inside.aboutUnit);
  if (command.do === "filters") inspector.setFilters(!inside.showsFilters);
  if (command.do === "fit") actions.setFit(state.fit === "stretch" ? "crop" : "stretch");
  if (command.do === "help") toggleHelp();
}
