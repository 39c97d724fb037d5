import { duration, joined, milliseconds, percent } from "../../shared/format.ts";
import * as inspections from "../../inspect/inspection.ts";
import type { ExplanationResult, InspectedPhoto, Method } from "../../core/protocol.ts";
import { say, words } from "../../words/words.ts";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";
import type { InspectProps } from "../view.ts";
import { number } from "./legend.tsx";
import { Begin, Progress } from "./progress.tsx";

const kLongMs = 2000; // in seconds from here on
const kClasses = 5; // classes with a bar; the others are in a list

// An image of its own, which is not overlaid on the photo.
const isStandalone = (method: Method) => method === "maximize";

// Why the network gives this answer: an explanation overlaid on the input image.
export function Explanation(props: InspectProps) {
  const { inspection, inspector } = props;
  const { inspected, method } = inspection;
  if (!inspected) return null;
  const t = words().inspect;
  const standalone = isStandalone(method);
  return (
    <section class="inspect-why" aria-labelledby="inspect-why-title">
      <div class="inspect-why-image">
        <Overlay inspection={inspection} inspected={inspected} isCurrent={inspector.isExplained()} />
        {!standalone && (
          <label class="inspect-opacity">
            <span>{t.photoEnd}</span>
            <input
              type="range"
              min="0"
              max="1"
              step="0.01"
              value={inspection.opacity}
              aria-label={t.opacity}
              onInput={(event) => inspector.setOpacity(event.currentTarget.valueAsNumber)}
            />
            <span>{t.explanation}</span>
          </label>
        )}
      </div>
      <div class="inspect-why-choices">
        <h3 id="inspect-why-title">{t.whyTitle}</h3>
        <fieldset class="segments inspect-methods">
          <legend class="visually-hidden">{t.kind}</legend>
          {inspections.kMethods.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="inspect-method"
                checked={one === method}
                onChange={() => inspector.setMethod(one)}
              />
              <span>{t.methods[one].name}</span>
            </label>
          ))}
        </fieldset>
        <p class="inspect-note">{t.methods[method].text}</p>
        <Classes {...props} inspected={inspected} />
        <AboutUnit {...props} />
        <Status {...props} />
      </div>
    </section>
  );
}

function Overlay({
  inspection,
  inspected,
  isCurrent,
}: Pick<InspectProps, "inspection"> & { inspected: InspectedPhoto; isCurrent: boolean }) {
  const t = words().inspect;
  const { explained, opacity, explaining } = inspection;
  const about = inspection.aboutUnit && inspection.pinned !== null ? t.unitName(inspection.pinned) : null;
  const name = about ?? inspected.labels[inspections.explainedClass(inspection)]!;
  return (
    <div class="inspect-overlay" aria-busy={explaining}>
      <RgbaCanvas image={inspected.input} label={t.inputImage} />
      {explained && isCurrent && (
        <div class="inspect-overlay-top" style={{ opacity: isStandalone(inspection.method) ? 1 : opacity }}>
          <RgbaCanvas
            image={explained.answer.image}
            label={t.explanationFor(t.methods[inspection.method].name, name)}
          />
        </div>
      )}
    </div>
  );
}

// The most probable classes with a bar each, all others in a list.
function Classes({ inspection, inspector, inspected }: InspectProps & { inspected: InspectedPhoto }) {
  const chosen = inspection.aboutUnit ? null : inspections.explainedClass(inspection);
  const top = inspections.ranked(inspected, kClasses);
  const shown = chosen !== null && !top.includes(chosen) ? [...top.slice(0, kClasses - 1), chosen] : top;
  return (
    <div class="inspect-classes" role="group" aria-label={words().inspect.classes}>
      {shown.map((index) => (
        <button
          key={index}
          class="inspect-class"
          aria-pressed={index === chosen}
          onClick={() => inspector.setClass(index)}
        >
          <span class="inspect-class-bar" style={{ transform: `scaleX(${inspected.probabilities[index]})` }} />
          <span class="inspect-class-name">{inspected.labels[index]}</span>
          <span class="inspect-class-share">{percent(inspected.probabilities[index]!)}</span>
        </button>
      ))}
      {inspected.labels.length > shown.length && (
        <label class="inspect-all">
          <span>{words().inspect.anotherClass}</span>
          <select
            value={String(chosen ?? "")}
            onChange={(event) => inspector.setClass(Number(event.currentTarget.value))}
          >
            {chosen === null && <option value="" />}
            {inspected.labels.map((label, index) => (
              <option key={index} value={String(index)}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}

function AboutUnit({ inspection, inspector }: InspectProps) {
  if (inspection.method === "grad-cam") return null;
  const unit = inspection.pinned ?? inspections.shownUnit(inspection);
  return (
    <label class="inspect-check">
      <input
        type="checkbox"
        checked={inspection.aboutUnit}
        onChange={(event) => inspector.setAboutUnit(event.currentTarget.checked)}
      />
      {words().inspect.aboutUnit(unit, inspection.layer)}
    </label>
  );
}

function Status({ inspection, inspector }: InspectProps) {
  const { explained, explaining, explainFault, method } = inspection;
  const answer = explained && inspector.isExplained() ? explained.answer : null;
  if (explaining) return <Progress method={method} explained={answer} onCancel={inspector.cancel} />;
  if (explainFault) return <p class="inspect-note">{say(explainFault)}</p>;
  return (
    <>
      {answer && <p class="inspect-note inspect-status">{outcome(answer, method)}</p>}
      {(!answer || answer.done < answer.of) && <Begin explained={answer} onBegin={() => void inspector.explain()} />}
    </>
  );
}

function outcome({ value, start, milliseconds: time, done, of }: ExplanationResult, method: Method): string {
  const t = words().inspect;
  const result =
    method === "maximize"
      ? t.fromTo(number(start), number(value))
      : method === "occlusion"
        ? t.probability(number(value))
        : t.score(number(value));
  const parts = [result, time < kLongMs ? milliseconds(time) : duration(time / 1000)];
  if (done < of) parts.push(t.done(done, of));
  return joined(parts);
}
