import { milliseconds, percent } from "../../format.ts";
import * as insides from "../../inside/inside.ts";
import type { Explained, Look, Method } from "../../protocol.ts";
import { Square } from "../square.tsx";
import type { InsideProps } from "../view.ts";
import { number } from "./legend.tsx";
import { Painting } from "./painting.tsx";
import { Begin, Working } from "./working.tsx";

const kClasses = 5; // with a bar each; the others are in the list

const methods: Record<Method, { name: string; text: string }> = {
  "grad-cam": {
    name: "Grad-CAM",
    text: "Where the last convolution looked for this class: its maps, each weighted by what it does for the score.",
  },
  gradient: { name: "Gradient", text: "Which pixels the score depends on: the brighter, the more it would change." },
  guided: {
    name: "Guided",
    text: "The gradient where only what speaks for it is followed back: lines and textures it goes by.",
  },
  occlusion: { name: "Occlusion", text: "What the probability loses when a grey patch hides that part of the photo." },
  maximize: { name: "Its ideal", text: "A picture made from noise, step by step, so that the network answers louder." },
};

// A picture of its own, not to be laid over the photo.
const standsAlone = (method: Method) => method === "maximize";

// Why this answer: an explanation laid over the photo.
export function Explanation(props: InsideProps) {
  const { inside, inspector } = props;
  const { look, method } = inside;
  if (!look) return null;
  const stands = standsAlone(method);
  return (
    <section class="inside-why" aria-labelledby="inside-why-title">
      <div class="inside-why-picture">
        <Overlay inside={inside} look={look} isCurrent={inspector.isExplained()} />
        {!stands && (
          <label class="inside-opacity">
            <span>Photo</span>
            <input
              type="range"
              min="0"
              max="1"
              step="0.01"
              value={inside.opacity}
              aria-label="How much of the explanation is seen over the photo"
              onInput={(event) => inspector.setOpacity(event.currentTarget.valueAsNumber)}
            />
            <span>Explanation</span>
          </label>
        )}
      </div>
      <div class="inside-why-choices">
        <h3 id="inside-why-title">Why this answer?</h3>
        <fieldset class="segments inside-methods">
          <legend class="visually-hidden">Kind of explanation</legend>
          {insides.kMethods.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="inside-method"
                checked={one === method}
                onChange={() => inspector.setMethod(one)}
              />
              <span>{methods[one].name}</span>
            </label>
          ))}
        </fieldset>
        <p class="inside-note">{methods[method].text}</p>
        <Classes {...props} look={look} />
        <AboutUnit {...props} />
        <Status {...props} />
      </div>
    </section>
  );
}

function Overlay({ inside, look, isCurrent }: Pick<InsideProps, "inside"> & { look: Look; isCurrent: boolean }) {
  const { explained, opacity, explaining } = inside;
  const about = inside.aboutUnit && inside.pinned !== null ? `unit ${inside.pinned}` : null;
  const name = about ?? look.labels[insides.explainedClass(inside)];
  return (
    <div class="inside-overlay" aria-busy={explaining}>
      <Square square={look.square} label="The square that the network sees" />
      {explained && isCurrent && (
        <div class="inside-overlay-top" style={{ opacity: standsAlone(inside.method) ? 1 : opacity }}>
          <Painting painting={explained.answer.picture} label={`${methods[inside.method].name} for ${name}`} />
        </div>
      )}
    </div>
  );
}

// The likeliest with a bar each, all others in a list.
function Classes({ inside, inspector, look }: InsideProps & { look: Look }) {
  const chosen = inside.aboutUnit ? null : insides.explainedClass(inside);
  const top = insides.ranked(look, kClasses);
  const shown = chosen !== null && !top.includes(chosen) ? [...top.slice(0, kClasses - 1), chosen] : top;
  return (
    <div class="inside-classes" role="group" aria-label="The class that is explained">
      {shown.map((index) => (
        <button
          key={index}
          class="inside-class"
          aria-pressed={index === chosen}
          onClick={() => inspector.setClass(index)}
        >
          <span class="inside-class-bar" style={{ transform: `scaleX(${look.probabilities[index]})` }} />
          <span class="inside-class-name">{look.labels[index]}</span>
          <span class="inside-class-share">{percent(look.probabilities[index]!)}</span>
        </button>
      ))}
      {look.labels.length > shown.length && (
        <label class="inside-all">
          <span>Another class</span>
          <select
            value={String(chosen ?? "")}
            onChange={(event) => inspector.setClass(Number(event.currentTarget.value))}
          >
            {chosen === null && <option value="" />}
            {look.labels.map((label, index) => (
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

function AboutUnit({ inside, inspector }: InsideProps) {
  if (inside.method === "grad-cam") return null;
  const unit = inside.pinned ?? insides.shownUnit(inside);
  return (
    <label class="inside-check">
      <input
        type="checkbox"
        checked={inside.aboutUnit}
        onChange={(event) => inspector.setAboutUnit(event.currentTarget.checked)}
      />
      Instead of a class: unit {unit} of {inside.layer}
    </label>
  );
}

function Status({ inside, inspector }: InsideProps) {
  const { explained, explaining, explainFault, method } = inside;
  const answer = explained && inspector.isExplained() ? explained.answer : null;
  if (explaining) return <Working method={method} explained={answer} onCancel={inspector.cancel} />;
  if (explainFault) return <p class="inside-note">{explainFault}</p>;
  return (
    <>
      {answer && <p class="inside-note inside-status">{outcome(answer, method)}</p>}
      {(!answer || answer.done < answer.of) && <Begin explained={answer} onBegin={() => void inspector.explain()} />}
    </>
  );
}

function outcome({ value, start, milliseconds: time, done, of }: Explained, method: Method): string {
  const parts = [
    method === "maximize"
      ? `from ${number(start)} to ${number(value)}`
      : `${method === "occlusion" ? "probability" : "score"} ${number(value)}`,
    milliseconds(time),
  ];
  if (done < of) parts.push(`${done} of ${of}`);
  return parts.join(", ");
}
