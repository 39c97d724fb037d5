// The layout of a grid as the core says it.
import type { GridLayout } from "./protocol.ts";

export interface GridJson {
  columns: number;
  rows: number;
  map_width: number;
  map_height: number;
  zoom: number;
  gap: number;
}

export function layoutOf({
  columns,
  rows,
  map_width: mapWidth,
  map_height: mapHeight,
  zoom,
  gap,
}: GridJson): GridLayout {
  return { columns, rows, mapWidth, mapHeight, zoom, gap };
}
