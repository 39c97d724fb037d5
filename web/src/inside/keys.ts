// What the keys do while the network is looked into. Letters work everywhere but where text is typed; arrows and Enter in the
// grid of units alone, so that the page can still be scrolled.
export type Command =
  | { do: "move"; right: number; down: number }
  | { do: "layer" | "photo"; step: number }
  | { do: "pin" | "leave" | "method" | "scale" | "about" | "filters" | "fit" | "help" };

const kFast = 4; // units
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
}

export function commandOf({ key, shift, inGrid }: Press): Command | null {
  const name = key.length === 1 && key !== "?" ? key.toLowerCase() : key;
  const move = moves[name];
  if (move && (inGrid || !name.startsWith("Arrow"))) {
    const far = shift ? kFast : 1;
    return { do: "move", right: move[0] * far, down: move[1] * far };
  }
  if ((name === "Enter" || name === " ") && inGrid) return { do: "pin" };
  return others[name] ?? null;
}

export const kKeys: { keys: string[]; text: string }[] = [
  { keys: ["u", "o"], text: "the layer before, the layer behind" },
  { keys: ["i", "j", "k", "l"], text: "another unit; with Shift four at a time. In the grid the arrows do the same" },
  { keys: ["p"], text: "pin the unit, as Enter does in the grid" },
  { keys: ["Esc"], text: "give up what takes long; back to the pinned unit, then let go of it" },
  { keys: ["s"], text: "what the brightest colour stands for: the unit, the layer, the network" },
  { keys: ["f"], text: "the first layer’s filters instead of its maps" },
  { keys: ["b"], text: "another kind of explanation" },
  { keys: ["d"], text: "explain the unit instead of a class" },
  { keys: ["e", "w"], text: "another photo" },
  { keys: ["0"], text: "crop or stretch the photo" },
  { keys: ["?", "h"], text: "this help" },
];
