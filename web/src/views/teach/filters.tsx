import type { FilterGrid } from "../../protocol.ts";
import { words } from "../../words/words.ts";
import { Painting } from "../inside/painting.tsx";

// What the first layer looks for, as it learns it.
export function Filters({ filters, epochs }: { filters: FilterGrid; epochs: number }) {
  const t = words().teach;
  return (
    <figure class="filters">
      <figcaption>{t.filters}</figcaption>
      <Painting painting={filters.picture} label={t.filtersAfter(epochs)} />
    </figure>
  );
}
