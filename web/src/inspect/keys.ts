// The keyboard commands of the inspector. Letters work everywhere except in text fields. In the grid, arrow keys choose a
// unit and Enter pins it; elsewhere left and right change the layer, and up and down scroll the page.
export type Command =
  | { do: "move"; right: number; down: number }
  | { do: "layer" | "photo"; step: number }
  | { do: "pin" | "leave" | "method" | "scale" | "about" | "filters" | "fit" | "help" };

const kFast = 4; // units, with Shift
const moves: Record<string, [number, number]> = {
  j: [-1, 0],
  l: [1, 0],
  i: [0, -1],
  k: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const layerSteps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };
const others: Record<string, Command> = {
  u: { do: "layer", step: -1 },
  o: { do: "layer", step: 1 },
  e: { do: "photo", step: -1 },
  w: { do: "photo", step: 1 },
  p: { do: "pin" },
  b: { do: "method" },
  s: { do: "scale" },
  d: { do: "about" },
  f: { do: "filters" },
  "0": { do: "fit" },
  h: { do: "help" },
  "?": { do: "help" },
  Escape: { do: "leave" },
};

export interface Press {
  key: string;
  shift: boolean;
  inGrid: boolean;
  inControl?: boolean; // in an element that uses arrow keys itself
}

export function commandOf({ key, shift, inGrid, inControl = false }: Press): Command | null {
  const name = key.length === 1 && key !== "?" ? key.toLowerCase() : key;
  const move = moves[name];
  if (move && (inGrid || !name.startsWith("Arrow"))) {
    const far = shift ? kFast : 1;
    return { do: "move", right: move[0] * far, down: move[1] * far };
  }
  if (layerSteps[name] && !inGrid && !inControl) return { do: "layer", step: layerSteps[name] };
  if ((name === "Enter" || name === " ") && inGrid) return { do: "pin" };
  return others[name] ?? null;
}

export const kLeave = "Esc";
export const kKeys = [
  { keys: ["u", "o"], name: "layer" },
  { keys: ["i", "j", "k", "l"], name: "move" },
  { keys: ["p"], name: "pin" },
  { keys: [kLeave], name: "leave" },
  { keys: ["s"], name: "scale" },
  { keys: ["f"], name: "filters" },
  { keys: ["b"], name: "method" },
  { keys: ["d"], name: "about" },
  { keys: ["e", "w"], name: "photo" },
  { keys: ["0"], name: "fit" },
  { keys: ["?", "h"], name: "help" },
] as const;
