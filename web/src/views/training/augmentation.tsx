import { useEffect } from "preact/hooks";
import type { Augmented } from "../../core/protocol.ts";
import { changesPhotos } from "../../training/options.ts";
import { type Augment, type Choices, findPhoto, type Scope, settingsFor } from "../../training/project.ts";
import { say, words } from "../../words/words.ts";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";
import type { TrainProps } from "../view.ts";

const kAmounts: Augment[] = ["none", "gentle", "strong"];

interface Props extends Pick<TrainProps, "project" | "state" | "controller"> {
  choices: Choices;
  scope: Scope;
  isOpen: boolean; // whether the surrounding options are shown
}

// The augmentation of photos during training, with samples of one photo.
export function Augmentation({ choices, scope, project, state, controller, isOpen }: Props) {
  const { overrides, classes, adding, preview } = project;
  const t = words().training.augmentation;
  const hasAugmentation = changesPhotos(settingsFor(project, scope, state.model));
  useEffect(() => {
    if (isOpen && !adding) void controller.previewAugmentation();
  }, [isOpen, overrides, classes, adding, state.model]);
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
                onChange={() => controller.setChoices({ augment: amount })}
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
          onChange={({ currentTarget }) => controller.setChoices({ mirror: currentTarget.checked })}
        />
        <span>{t.mirror}</span>
      </label>
      {!hasAugmentation ? (
        <p class="card-note">{t.unchanged}</p>
      ) : preview?.augmented ? (
        <Samples {...preview.augmented} name={findPhoto(classes, preview.augmented.id)?.name ?? t.photo} />
      ) : (
        <p class="card-note">{preview?.reason ? say(preview.reason) : classes.some(hasPhotos) ? t.waiting : t.empty}</p>
      )}
      {hasAugmentation && scope !== "everything" && <p class="card-note">{t.slower}</p>}
    </div>
  );
}

const hasPhotos = ({ photos }: { photos: unknown[] }) => photos.length > 0;

function Samples({ original, samples, name }: Augmented & { name: string }) {
  const t = words().training.augmentation;
  return (
    <figure class="augment-strip">
      <ol>
        <li class="augment-original">
          <RgbaCanvas image={original} label={name} />
        </li>
        {samples.map((sample, epoch) => (
          <li key={epoch}>
            <RgbaCanvas image={sample} label={t.sample(name, epoch + 1)} />
          </li>
        ))}
      </ol>
      <figcaption>{t.caption(name)}</figcaption>
    </figure>
  );
}
