import { joined, milliseconds, percent } from "../../format.ts";
import * as insides from "../../inside/inside.ts";
import type { Explained, Look, Method } from "../../protocol.ts";
import { say, words } from "../../words/words.ts";
import { Square } from "../square.tsx";
import type { InsideProps } from "../view.ts";
import { number } from "./legend.tsx";
import { Painting } from "./painting.tsx";
import { Begin, Working } from "./working.tsx";

const kClasses = 5; // with a bar each; the others are in the list

// A picture of its own, not to be laid over the photo.
const standsAlone = (method: Method) => method === "maximize";

// Why this answer: an explanation laid over the photo.
export function Explanation(props: InsideProps) {
  const { inside, inspector } = props;
  const { look, method } = inside;
  if (!look) return null;
  const t = words().inside;
  const stands = standsAlone(method);
  return (
    <section class="inside-why" aria-labelledby="inside-why-title">
      <div class="inside-why-picture">
        <Overlay inside={inside} look={look} isCurrent={inspector.isExplained()} />
        {!stands && (
          <label class="inside-opacity">
            <span>{t.photoEnd}</span>
            <input
              type="range"
              min="0"
              max="1"
              step="0.01"
              value={inside.opacity}
              aria-label={t.opacity}
              onInput={(event) => inspector.setOpacity(event.currentTarget.valueAsNumber)}
            />
            <span>{t.explanation}</span>
          </label>
        )}
      </div>
      <div class="inside-why-choices">
        <h3 id="inside-why-title">{t.why}</h3>
        <fieldset class="segments inside-methods">
          <legend class="visually-hidden">{t.kind}</legend>
          {insides.kMethods.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="inside-method"
                checked={one === method}
                onChange={() => inspector.setMethod(one)}
              />
              <span>{t.methods[one].name}</span>
            </label>
          ))}
        </fieldset>
        <p class="inside-note">{t.methods[method].text}</p>
        <Classes {...props} look={look} />
        <AboutUnit {...props} />
        <Status {...props} />
      </div>
    </section>
  );
}

function Overlay({ inside, look, isCurrent }: Pick<InsideProps, "inside"> & { look: Look; isCurrent: boolean }) {
  const t = words().inside;
  const { explained, opacity, explaining } = inside;
  const about = inside.aboutUnit && inside.pinned !== null ? t.unitName(inside.pinned) : null;
  const name = about ?? look.labels[insides.explainedClass(inside)]!;
  return (
    <div class="inside-overlay" aria-busy={explaining}>
      <Square square={look.square} label={t.squareSeen} />
      {explained && isCurrent && (
        <div class="inside-overlay-top" style={{ opacity: standsAlone(inside.method) ? 1 : opacity }}>
          <Painting painting={explained.answer.picture} label={t.explanationFor(t.methods[inside.method].name, name)} />
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
    <div class="inside-classes" role="group" aria-label={words().inside.classes}>
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
          <span>{words().inside.anotherClass}</span>
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
      {words().inside.aboutUnit(unit, inside.layer)}
    </label>
  );
}

function Status({ inside, inspector }: InsideProps) {
  const { explained, explaining, explainFault, method } = inside;
  const answer = explained && inspector.isExplained() ? explained.answer : null;
  if (explaining) return <Working method={method} explained={answer} onCancel={inspector.cancel} />;
  if (explainFault) return <p class="inside-note">{say(explainFault)}</p>;
  return (
    <>
      {answer && <p class="inside-note inside-status">{outcome(answer, method)}</p>}
      {(!answer || answer.done < answer.of) && <Begin explained={answer} onBegin={() => void inspector.explain()} />}
    </>
  );
}

function outcome({ value, start, milliseconds: time, done, of }: Explained, method: Method): string {
  const t = words().inside;
  const result =
    method === "maximize"
      ? t.fromTo(number(start), number(value))
      : method === "occlusion"
        ? t.probability(number(value))
        : t.score(number(value));
  const parts = [result, milliseconds(time)];
  if (done < of) parts.push(t.done(done, of));
  return joined(parts);
}
