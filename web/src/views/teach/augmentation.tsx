import { useEffect } from "preact/hooks";
import type { Augmented } from "../../protocol.ts";
import { type Augment, changesPhotos, type Choices, findPhoto, type Scope } from "../../teach/lesson.ts";
import { say, words } from "../../words/words.ts";
import { Square } from "../square.tsx";
import type { TeachProps } from "../view.ts";

const kAmounts: Augment[] = ["none", "gentle", "strong"];

interface Props extends Pick<TeachProps, "lesson" | "state" | "teacher"> {
  choices: Choices;
  scope: Scope;
  isOpen: boolean; // the drawer around it
}

// What is done to photos while training, with samples of one of them before it begins.
export function Augmentation({ choices, scope, lesson, state, teacher, isOpen }: Props) {
  const { wishes, classes, adding, preview } = lesson;
  const t = words().teach.augmentation;
  useEffect(() => {
    if (isOpen && !adding) void teacher.previewAugmentation();
  }, [isOpen, wishes, classes, adding, state.model]);
  return (
    <div class="augment">
      <fieldset>
        <legend>{t.legend}</legend>
        <div class="segments">
          {kAmounts.map((amount) => (
            <label key={amount}>
              <input
                type="radio"
                name="augment"
                checked={choices.augment === amount}
                onChange={() => teacher.wish({ augment: amount })}
              />
              <span>{t.amounts[amount]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <label class="field field-check">
        <input
          type="checkbox"
          checked={choices.mirror}
          onChange={({ currentTarget }) => teacher.wish({ mirror: currentTarget.checked })}
        />
        <span>{t.mirror}</span>
      </label>
      {!changesPhotos(choices) ? (
        <p class="card-note">{t.unchanged}</p>
      ) : preview?.augmented ? (
        <Samples {...preview.augmented} name={findPhoto(classes, preview.augmented.id)?.name ?? t.photo} />
      ) : (
        <p class="card-note">{preview?.reason ? say(preview.reason) : classes.some(hasPhotos) ? t.waiting : t.empty}</p>
      )}
      {changesPhotos(choices) && scope !== "everything" && <p class="card-note">{t.slower}</p>}
    </div>
  );
}

const hasPhotos = ({ photos }: { photos: unknown[] }) => photos.length > 0;

function Samples({ original, samples, name }: Augmented & { name: string }) {
  const t = words().teach.augmentation;
  return (
    <figure class="augment-strip">
      <ol>
        <li class="augment-original">
          <Square square={original} label={name} />
        </li>
        {samples.map((sample, epoch) => (
          <li key={epoch}>
            <Square square={sample} label={t.sample(name, epoch + 1)} />
          </li>
        ))}
      </ol>
      <figcaption>{t.caption(name)}</figcaption>
    </figure>
  );
}
