import type { TrainedModel } from "../../core/protocol.ts";
import { listed, megabytes, moment } from "../../shared/format.ts";
import { words } from "../../words/words.ts";
import { offerFile } from "../shared/offer_file.ts";
import type { Actions, TrainProps } from "../view.ts";

interface Props extends Pick<TrainProps, "project" | "controller"> {
  actions: Actions;
  level: "h3" | "h4"; // of the heading
}

// The models that were trained in this browser, also in earlier visits.
export function TrainedModels({ project, controller, actions, level: Heading }: Props) {
  const { trained, forgotten, ownership } = project;
  const { training: t, page } = words();
  if (trained.length === 0 && !forgotten) return null;
  const open = async ({ id }: TrainedModel) => {
    const file = await controller.models.file(id);
    if (file) await actions.openModel({ kind: "file", file });
  };
  const download = async ({ id }: TrainedModel) => {
    const file = await controller.models.download(id);
    if (file) offerFile(file);
  };
  return (
    <section class="trained-models" aria-label={t.models}>
      <Heading>{t.models}</Heading>
      {forgotten && (
        <p class="undo">
          {t.forgotten(forgotten.name)}
          <button class="link" onClick={controller.models.undo}>
            {page.undo}
          </button>
        </p>
      )}
      <ul>
        {trained.map((one) => (
          <li key={one.id}>
            <div>
              <strong>{one.name}</strong>
              <span>{aboutText(one)}</span>
              {!one.isStored && <span class="trained-lost">{t.notStored}</span>}
            </div>
            <div class="row">
              <button class="button button-secondary" aria-label={t.openNamed(one.name)} onClick={() => void open(one)}>
                {t.openTrained}
              </button>
              <button class="link" aria-label={t.downloadNamed(one.name)} onClick={() => void download(one)}>
                {t.downloadTrained}
              </button>
              {ownership === "here" && (
                <button class="link" aria-label={t.forgetNamed(one.name)} onClick={() => controller.models.forget(one)}>
                  {t.forgetTrained}
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function aboutText({ date, classes, verdict, bytes }: TrainedModel): string {
  const t = words().training;
  const parts = [moment(date)];
  if (classes.length > 0) parts.push(t.modelOf(listed(classes)));
  if (verdict) parts.push(t.modelVerdict(verdict.right, verdict.count));
  return [...parts, megabytes(bytes)].join(" · ");
}
