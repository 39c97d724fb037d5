// Moving through a grid by keys.

// Returns the position that a key leads to from `at`, in a grid of `count` cells with so many columns; -1 if the key does not move. Left
// and right go on in the next row; up and down stay in the grid.
export function nextInGrid(key: string, at: number, count: number, columns: number): number {
  const steps: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at + columns,
    ArrowUp: at - columns,
    Home: 0,
    End: count - 1,
  };
  const next = steps[key] ?? -1;
  if (key === "ArrowDown" && next >= count && at < lastRow(count, columns)) return count - 1; // the last row is not full
  return next >= 0 && next < count && next !== at ? next : -1;
}

const lastRow = (count: number, columns: number) => Math.floor((count - 1) / columns) * columns;
