import { reasonAfterName, sentence } from "../../shared/format.ts";
import type { Photo } from "../../classify/state.ts";
import { say, words } from "../../words/words.ts";
import { Icon } from "../shared/icons.tsx";
import type { ViewProps } from "../view.ts";

const kMostNames = 3; // shown of photos with the same reason

// The photos that could not be read, by their reasons, except the selected one, which shows its own.
export function Failures({ state, actions }: ViewProps) {
  const failed = state.photos.filter(({ id, status }) => status === "failed" && id !== state.selected);
  if (failed.length === 0) return null;
  const t = words().photos;
  return (
    <section class="failures" aria-labelledby="failures-title">
      <div class="section-head">
        <h3 id="failures-title">
          <Icon name="warning" />
          {t.failures(failed.length)}
        </h3>
        {failed.length > 1 && (
          <button class="link" onClick={actions.dismissFailures}>
            {t.removeThese}
          </button>
        )}
      </div>
      <ul>
        {[...byReason(failed)].map(([reason, photos]) => (
          <li key={reason}>
            <Group photos={photos} />
            {photos.length === 1 && (
              <button
                class="icon-button"
                onClick={() => actions.dismissPhoto(photos[0]!.id)}
                aria-label={t.remove(photos[0]!.name)}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function byReason(photos: Photo[]): Map<string, Photo[]> {
  const groups = new Map<string, Photo[]>();
  for (const photo of photos) groups.set(say(photo.reason), [...(groups.get(say(photo.reason)) ?? []), photo]);
  return groups;
}

function Group({ photos }: { photos: Photo[] }) {
  const t = words().photos;
  const [first] = photos;
  if (photos.length === 1)
    return (
      <span>
        <strong>{first!.name}</strong>
        {reasonAfterName(first!.reason)}
      </span>
    );
  const names = photos.slice(0, kMostNames).map(({ name }) => name);
  return (
    <span>
      <strong>{t.each(photos.length)}</strong> {sentence(first!.reason)}{" "}
      <span class="failures-names" title={photos.map(({ name }) => name).join("\n")}>
        {names.join(words().units.listComma)}
        {photos.length > kMostNames && words().units.listComma + t.andMore(photos.length - kMostNames)}
      </span>
    </span>
  );
}
