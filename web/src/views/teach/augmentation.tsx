import { useEffect } from "preact/hooks";
import type { Augmented } from "../../protocol.ts";
import { type Augment, changesPhotos, type Choices, findPhoto, type Scope } from "../../teach/lesson.ts";
import { Square } from "../square.tsx";
import type { TeachProps } from "../view.ts";

const words = {
  legend: "Turn, move, shear and zoom photos at random",
  amounts: { none: "Not at all", gentle: "Gently", strong: "Strongly" } satisfies Record<Augment, string>,
  mirror: "Mirror every second photo, at random",
  unchanged: "Every epoch sees the photos as they are.",
  slower: "Changed photos go through the whole network in every epoch, so it takes longer than without.",
  empty: "Eight samples of a photo are shown here once there are photos.",
  waiting: "Drawing samples …",
  photo: "The photo",
  sample: (name: string, epoch: number) => `${name} as epoch ${epoch} sees it`,
  caption: (name: string) => `${name}, and as training sees it in the first eight epochs`,
};
const kAmounts: Augment[] = ["none", "gentle", "strong"];

interface Props extends Pick<TeachProps, "lesson" | "state" | "teacher"> {
  choices: Choices;
  scope: Scope;
  isOpen: boolean; // the drawer around it
}

// What is done to photos while training, with samples of one of them before it begins.
export function Augmentation({ choices, scope, lesson, state, teacher, isOpen }: Props) {
  const { wishes, classes, adding, preview } = lesson;
  useEffect(() => {
    if (isOpen && !adding) void teacher.previewAugmentation();
  }, [isOpen, wishes, classes, adding, state.model]);
  return (
    <div class="augment">
      <fieldset>
        <legend>{words.legend}</legend>
        <div class="segments">
          {kAmounts.map((amount) => (
            <label key={amount}>
              <input
                type="radio"
                name="augment"
                checked={choices.augment === amount}
                onChange={() => teacher.wish({ augment: amount })}
              />
              <span>{words.amounts[amount]}</span>
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
        <span>{words.mirror}</span>
      </label>
      {!changesPhotos(choices) ? (
        <p class="card-note">{words.unchanged}</p>
      ) : preview?.augmented ? (
        <Samples {...preview.augmented} name={findPhoto(classes, preview.augmented.id)?.name ?? words.photo} />
      ) : (
        <p class="card-note">{preview?.reason || (classes.some(hasPhotos) ? words.waiting : words.empty)}</p>
      )}
      {changesPhotos(choices) && scope !== "everything" && <p class="card-note">{words.slower}</p>}
    </div>
  );
}

const hasPhotos = ({ photos }: { photos: unknown[] }) => photos.length > 0;

function Samples({ original, samples, name }: Augmented & { name: string }) {
  return (
    <figure class="augment-strip">
      <ol>
        <li class="augment-original">
          <Square square={original} label={name} />
        </li>
        {samples.map((sample, epoch) => (
          <li key={epoch}>
            <Square square={sample} label={words.sample(name, epoch + 1)} />
          </li>
        ))}
      </ol>
      <figcaption>{words.caption(name)}</figcaption>
    </figure>
  );
}
