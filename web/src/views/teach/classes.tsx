import { useState } from "preact/hooks";
import { count, reasonAfterName } from "../../format.ts";
import { kLeastPhotos, type LessonClass } from "../../teach/lesson.ts";
import { placed } from "../../teach/placed.ts";
import { FileButton } from "../file_button.tsx";
import { Icon } from "../icons.tsx";
import type { TeachProps } from "../view.ts";
import { Thumbnail } from "./thumbnail.tsx";

const kAccept = "image/*,.psd,.tga,.hdr,.ppm,.pgm";
const kShown = 18; // of a class, until all are asked for

export function Classes({ lesson, state, teacher }: TeachProps) {
  const { classes, adding, removed, persistent } = lesson;
  return (
    <section aria-labelledby="classes-title">
      <div class="section-head">
        <h3 id="classes-title">Your classes</h3>
        {classes.length > 0 && (
          <button class="link" onClick={teacher.removeAll}>
            Remove all
          </button>
        )}
      </div>
      {removed && (
        <p class="undo">
          {removed.text}
          <button class="link" onClick={teacher.undo}>
            Undo
          </button>
        </p>
      )}
      {adding && (
        <div class="adding">
          <progress value={adding.done} max={adding.of} aria-label="Reading photos" />
          <span>
            Reading photo {Math.min(adding.done + 1, adding.of)} of {adding.of}
          </span>
        </div>
      )}
      <div class={`classes ${state.dragging ? "classes-dragging" : ""}`}>
        {classes.map((one) => (
          <ClassCard key={one.id} one={one} teacher={teacher} />
        ))}
        <NewClass empty={classes.length === 0} teacher={teacher} />
      </div>
      <Refused lesson={lesson} teacher={teacher} />
      {!persistent && (
        <p class="card-note">This browser offers no storage here, so the lesson ends when the page is closed.</p>
      )}
    </section>
  );
}

function ClassCard({ one, teacher }: { one: LessonClass } & Pick<TeachProps, "teacher">) {
  const [all, setAll] = useState(false);
  const shown = all ? one.photos : one.photos.slice(0, kShown);
  return (
    <article class="card class-card" data-class={one.id} aria-label={one.name}>
      <div class="class-head">
        <input
          class="class-name"
          value={one.name}
          aria-label="Name of the class"
          spellcheck={false}
          onInput={({ currentTarget }) => teacher.renameClass(one.id, currentTarget.value)}
        />
        <span class="class-count">{count(one.photos.length, "photo")}</span>
        <button
          class="icon-button"
          aria-label={`Remove the class ${one.name}`}
          onClick={() => teacher.removeClass(one.id)}
        >
          <Icon name="close" />
        </button>
      </div>
      {one.photos.length > 0 ? (
        <ul class="thumbnails">
          {shown.map((photo) => (
            <li key={photo.id}>
              <Thumbnail photo={photo} onWant={teacher.wantThumbnail} />
              <button
                class="thumbnail-remove"
                aria-label={`Remove ${photo.name}`}
                title={photo.name}
                onClick={() => teacher.removePhoto(photo.id)}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p class="class-empty">
          <span class="mouse-only">Drop photos of it here.</span> {kLeastPhotos} are the least; ten or more teach
          better.
        </p>
      )}
      <div class="row">
        <FileButton
          accept={kAccept}
          multiple
          kind="secondary"
          onFiles={(files) =>
            teacher.addFiles(
              files.map((file) => ({ file, folders: [] })),
              one.id,
            )
          }
        >
          Add photos
        </FileButton>
        {one.photos.length > kShown && (
          <button class="link" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${one.photos.length}`}
          </button>
        )}
      </div>
    </article>
  );
}

function NewClass({ empty, teacher }: { empty: boolean } & Pick<TeachProps, "teacher">) {
  return (
    <div class={`new-class ${empty ? "new-class-first finder" : ""}`}>
      <p class={empty ? "finder-title" : "visually-hidden"}>
        <span class="mouse-only">Drop a folder of folders</span>
        <span class="touch-only">Begin with two classes</span>
      </p>
      <div class="row">
        <button class={`button button-${empty ? "primary" : "secondary"}`} onClick={() => teacher.addClass()}>
          New class
        </button>
        <FileButton
          accept=""
          folder
          multiple
          kind="secondary"
          onFiles={(files) => teacher.addFiles(files.map(placed), null)}
        >
          Choose a folder
        </FileButton>
      </div>
      {empty && (
        <p class="finder-text">
          Each folder in it becomes a class, with the folder’s name. Or make the classes by hand.
        </p>
      )}
    </div>
  );
}

function Refused({ lesson, teacher }: Pick<TeachProps, "lesson" | "teacher">) {
  const { refused } = lesson;
  if (refused.length === 0) return null;
  return (
    <section class="failures" aria-labelledby="refused-title">
      <div class="section-head">
        <h3 id="refused-title">
          <Icon name="warning" />
          {count(refused.length, "file")} left out
        </h3>
        <button class="icon-button" aria-label="Dismiss" onClick={teacher.dismissRefused}>
          <Icon name="close" />
        </button>
      </div>
      <ul class="refused">
        {refused.map(({ id, name, reason }) => (
          <li key={id}>
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
