import type { FilterGrid } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";

// What the first layer looks for, as it learns it.
export function Filters({ filters, epochs }: { filters: FilterGrid; epochs: number }) {
  const t = words().training;
  return (
    <figure class="filters">
      <figcaption>{t.filters}</figcaption>
      <RgbaCanvas image={filters.image} label={t.filtersAfter(epochs)} />
    </figure>
  );
}
