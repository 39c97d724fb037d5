import type { FilterGrid } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";

// The filters of the first layer while it is being trained.
export function Filters({ filters, epochs }: { filters: FilterGrid; epochs: number }) {
  const t = words().training;
  return (
    <figure class="filters">
      <figcaption>{t.filters}</figcaption>
      <RgbaCanvas image={filters.image} label={t.filtersAfter(epochs)} />
    </figure>
  );
}
