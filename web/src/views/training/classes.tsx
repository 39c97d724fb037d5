import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { gap, reasonAfterName } from "../../shared/format.ts";
import { kLeastPhotos, type ProjectClass, trainingPhotos } from "../../training/project.ts";
import { folderFile, fromInput } from "../../photos/folder_file.ts";
import { kAcceptPhotos } from "../../photos/photo_names.ts";
import { say, words } from "../../words/words.ts";
import { CameraButton } from "../shared/camera.tsx";
import { FileButton } from "../shared/file_button.tsx";
import { Icon } from "../shared/icons.tsx";
import { offerFile } from "../shared/offer_file.ts";
import type { TrainProps } from "../view.ts";
import { Thumbnail } from "./thumbnail.tsx";

const kNewClass = "new-class"; // the id of the button
const kShown = 18; // photos of a class, until the visitor asks for all

export function Classes({ project, state, controller }: TrainProps) {
  const { classes, adding, removed, persistent, isStorageFull, saving } = project;
  const { training: t, page } = words();
  const save = async () => {
    const file = await controller.saveArchive();
    if (file) offerFile(file);
  };
  return (
    <section aria-labelledby="classes-title">
      <div class="section-head">
        <h3 id="classes-title">{t.classes}</h3>
        {classes.length > 0 && (
          <>
            <button class="link" disabled={saving} title={plain(t.saveArchiveText)} onClick={() => void save()}>
              {saving ? t.savingArchive : t.saveArchive}
            </button>
            <button class="link" onClick={controller.removeAll}>
              {t.removeAll}
            </button>
          </>
        )}
      </div>
      {removed && (
        <p class="undo">
          {say(removed.text)}
          <button class="link" onClick={controller.undo}>
            {page.undo}
          </button>
        </p>
      )}
      {adding && (
        <div class="adding">
          <progress value={adding.done} max={adding.of} aria-label={t.readingPhotos} />
          <span>{t.reading(Math.min(adding.done + 1, adding.of), adding.of)}</span>
        </div>
      )}
      <div class={`classes ${state.dragging ? "classes-dragging" : ""}`}>
        {classes.map((one) => (
          <ClassCard key={one.id} one={one} controller={controller} />
        ))}
        <NewClass empty={classes.length === 0} controller={controller} />
      </div>
      <Remarks project={project} controller={controller} />
      <Refused project={project} controller={controller} />
      {!persistent && <p class="card-note">{t.notKept}</p>}
      {isStorageFull && (
        <p class="fault" role="alert">
          {t.storageFull}
        </p>
      )}
    </section>
  );
}

// Moves the focus to the name of a new class, once it is rendered, so that it can be typed at once. Enter leads back.
function focusName(id: number): void {
  setTimeout(() => document.querySelector<HTMLInputElement>(`[data-class="${id}"] .class-name`)?.select());
}

function leaveName(event: KeyboardEvent): void {
  if (event.key !== "Enter") return;
  event.preventDefault(); // else the same key would press the button
  document.getElementById(kNewClass)?.focus();
}

const plain = (text: string) => text.replaceAll("`", ""); // without the marks of code

function ClassCard({ one, controller }: { one: ProjectClass } & Pick<TrainProps, "controller">) {
  const { training: t, photos } = words();
  const [all, setAll] = useState(false);
  const shown = all ? one.photos : one.photos.slice(0, kShown);
  const learned = trainingPhotos(one).length;
  const validation = one.photos.length - learned;
  return (
    <article class={`card class-card ${all ? "class-card-all" : ""}`} data-class={one.id} aria-label={one.name}>
      <div class="class-head">
        <input
          class="class-name"
          value={one.name}
          aria-label={t.className}
          spellcheck={false}
          onInput={({ currentTarget }) => controller.renameClass(one.id, currentTarget.value)}
          onKeyDown={leaveName}
        />
        <span class="class-count">
          {validation > 0 ? t.photosAndValidation(photos.count(learned), validation) : photos.count(learned)}
        </span>
        <button class="icon-button" aria-label={t.removeClass(one.name)} onClick={() => controller.removeClass(one.id)}>
          <Icon name="close" />
        </button>
      </div>
      {one.photos.length > 0 ? (
        <ul class="thumbnails">
          {shown.map((photo) => (
            <li key={photo.id} class={photo.forValidation ? "for-validation" : ""}>
              <Thumbnail photo={photo} onWant={controller.requestThumbnail} />
              <button
                class="thumbnail-remove"
                aria-label={photos.remove(photo.name)}
                title={photo.forValidation ? t.forValidation(photo.name) : photo.name}
                onClick={() => controller.removePhoto(photo.id)}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p class="class-empty">
          <span class="mouse-only">{t.dropHere + gap()}</span>
          {t.leastPhotos(kLeastPhotos)}
        </p>
      )}
      <div class="row">
        <FileButton
          accept={kAcceptPhotos}
          multiple
          kind="secondary"
          onFiles={(files) => controller.addFiles(files.map(fromInput), one.id)}
        >
          {photos.add}
        </FileButton>
        <CameraButton onPhoto={(file) => controller.addFiles([folderFile(file)], one.id)} />
        {one.photos.length > kShown && (
          <button class="link" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t.showFewer : t.showAll(one.photos.length)}
          </button>
        )}
      </div>
    </article>
  );
}

function NewClass({ empty, controller }: { empty: boolean } & Pick<TrainProps, "controller">) {
  const t = words().training;
  return (
    <div class={`new-class ${empty ? "new-class-first finder" : ""}`}>
      <p class={empty ? "finder-title" : "visually-hidden"}>
        <span class="mouse-only">{t.dropFolder}</span>
        <span class="touch-only">{t.beginWithTwo}</span>
      </p>
      <div class="row">
        <button
          id={kNewClass}
          class={`button button-${empty ? "primary" : "secondary"}`}
          onClick={() => focusName(controller.addClass())}
        >
          {t.newClass}
        </button>
        <FileButton
          accept=""
          folder
          multiple
          kind="secondary"
          onFiles={(files) => controller.addFiles(files.map(fromInput), null)}
        >
          {t.chooseFolder}
        </FileButton>
        <FileButton
          accept=".zip,.tar"
          multiple
          kind="secondary"
          onFiles={(files) => controller.addFiles(files.map(fromInput), null)}
        >
          {t.chooseArchive}
        </FileButton>
        {empty && (
          <button
            class="button button-secondary"
            title={t.syntheticText}
            onClick={() => void controller.addSyntheticImages()}
          >
            {t.syntheticImages}
          </button>
        )}
      </div>
      {empty && <p class="finder-text">{t.folderText}</p>}
    </div>
  );
}

// A list of names with something to know about each, which the visitor can dismiss.
function NamedList(props: {
  id: string;
  title: ComponentChildren;
  class: string; // of the list
  entries: { key: string | number; name: string; reason: Parameters<typeof reasonAfterName>[0] }[];
  dismiss: () => void;
}) {
  if (props.entries.length === 0) return null;
  return (
    <section class="failures" aria-labelledby={props.id}>
      <div class="section-head">
        <h3 id={props.id}>{props.title}</h3>
        <button class="icon-button" aria-label={words().page.dismiss} onClick={props.dismiss}>
          <Icon name="close" />
        </button>
      </div>
      <ul class={props.class}>
        {props.entries.map(({ key, name, reason }) => (
          <li key={key}>
            <span>
              <strong>{name}</strong>
              {reasonAfterName(reason)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

// What the visitor should know about the added folders.
function Remarks({ project, controller }: Pick<TrainProps, "project" | "controller">) {
  return (
    <NamedList
      id="remarks-title"
      title={words().training.remarks}
      class="refused remarks"
      entries={project.remarks.map((remark) => ({ key: remark.name + say(remark.reason), ...remark }))}
      dismiss={controller.dismissRemarks}
    />
  );
}

function Refused({ project, controller }: Pick<TrainProps, "project" | "controller">) {
  const { refused } = project;
  return (
    <NamedList
      id="refused-title"
      title={
        <>
          <Icon name="warning" />
          {words().training.leftOut(refused.length)}
        </>
      }
      class="refused"
      entries={refused.map((photo) => ({ key: photo.id, ...photo }))}
      dismiss={controller.dismissRefused}
    />
  );
}
