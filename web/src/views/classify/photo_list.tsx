import { answersAsCsv, answersAsJson, kLabel, kOrders, labelsOf, listedPhotos } from "../../classify/photo_list.ts";
import type { Order } from "../../classify/state.ts";
import { words } from "../../words/words.ts";
import { offerFile } from "../shared/offer_file.ts";
import type { ViewProps } from "../view.ts";

const kLeast = 6; // photos; fewer need no list to be found
// The formats of the file, by their names.
const kFormats = [
  { name: "CSV", ending: "csv", type: "text/csv", contentOf: answersAsCsv },
  { name: "JSON", ending: "json", type: "application/json", contentOf: answersAsJson },
];

// Filters and sorts the strip, and saves the answers that it shows.
export function PhotoListControls({ state, actions }: ViewProps) {
  const { photos, listing } = state;
  const t = words().photos;
  if (photos.length < kLeast) return null;
  const shown = listedPhotos(state);
  return (
    <div class="list-controls">
      <label>
        <span>{t.show}</span>
        <select
          value={listing.filter}
          onChange={({ currentTarget }) => actions.listPhotos({ filter: currentTarget.value })}
        >
          <option value="all">{t.filters.all}</option>
          <option value="unsure">{t.filters.unsure}</option>
          <option value="failed">{t.filters.failed}</option>
          {labelsOf(photos).map((label) => (
            <option key={label} value={kLabel + label}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t.sort}</span>
        <select
          value={listing.order}
          onChange={({ currentTarget }) => actions.listPhotos({ order: currentTarget.value as Order })}
        >
          {kOrders.map((order) => (
            <option key={order} value={order}>
              {t.orders[order]}
            </option>
          ))}
        </select>
      </label>
      <span class="list-save">
        {t.saveAnswers}
        {kFormats.map(({ name, ending, type, contentOf }) => (
          <button
            key={name}
            class="link"
            onClick={() => offerFile(new File([contentOf(shown)], `answers.${ending}`, { type }))}
          >
            {name}
          </button>
        ))}
      </span>
    </div>
  );
}
