import type { FilterGrid } from "../../protocol.ts";
import { Painting } from "../inside/painting.tsx";

const words = {
  title: "First layer’s filters",
  label: (epochs: number) => `The first layer’s filters as they are now, after ${epochs} epochs`,
};

// What the first layer looks for, as it learns it.
export function Filters({ filters, epochs }: { filters: FilterGrid; epochs: number }) {
  return (
    <figure class="filters">
      <figcaption>{words.title}</figcaption>
      <Painting painting={filters.picture} label={words.label(epochs)} />
    </figure>
  );
}
