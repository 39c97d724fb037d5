// Draws SVG files, which only a page can: workers have no image elements. An SVG in an image element runs no scripts and loads
// nothing, neither from its own site nor from any other.
import { LocalizedError } from "../shared/localized_error.ts";
import { kDrawnSvg } from "./browser_decoder.ts";

const kMinShorterSide = 512; // twice the input of a network, and more
const kMaxLongerSide = 4096;
const kDefaultSize = { width: 300, height: 150 }; // of an SVG that states no size, in CSS
const kNamespace = "http://www.w3.org/2000/svg";

// Returns the drawing as a PNG on white. Runs in the page.
export async function drawSvg(photo: Blob): Promise<Blob> {
  const { text, width, height } = sized(await photo.text());
  const image = new Image();
  // Not the address of a blob: Chromium lets a canvas that shows one with text in XHTML not be read.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode().catch(() => {
    throw new LocalizedError(["svgNotDrawn"]);
  });
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { alpha: false })!;
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0, width, height);
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!png) throw new LocalizedError(["svgNotDrawn"]);
  return new Blob([png], { type: kDrawnSvg });
}

const kRootTag = /<(?:\w+:)?svg(?=[\s>/])(?:[^>"']|"[^"]*"|'[^']*')*>/;
const kAttribute = /\s([\w:-]+)\s*=\s*("[^"]*"|'[^']*')/g;

// Returns the SVG with the size at which it is drawn: its own, enlarged to what a network needs or reduced to what is reasonable. The
// tag is edited as text: a parser would apply the page's security policy to the drawing's styles.
export function sized(source: string): { text: string; width: number; height: number } {
  const text = source.replace(/<!--[^]*?-->/g, ""); // which may hold a tag
  const tag = kRootTag.exec(text)?.[0];
  if (tag === undefined) throw new LocalizedError(["svgNotDrawn"]);
  const attributes = new Map([...tag.matchAll(kAttribute)].map(([, name, value]) => [name!, value!.slice(1, -1)]));
  const own = ownSize({ getAttribute: (name) => attributes.get(name) ?? null });
  const scale = Math.min(
    Math.max(1, kMinShorterSide / Math.min(own.width, own.height)),
    kMaxLongerSide / Math.max(own.width, own.height),
  );
  const width = Math.max(1, Math.round(own.width * scale));
  const height = Math.max(1, Math.round(own.height * scale));
  const added = { viewBox: `0 0 ${own.width} ${own.height}`, xmlns: kNamespace }; // unless it has them
  const missing = Object.entries(added).filter(([name]) => !attributes.has(name) && !tag.startsWith("<svg:"));
  const all = [...missing, ["width", width], ["height", height]].map(([name, value]) => ` ${name}="${value}"`).join("");
  const kept = tag.replace(kAttribute, (one, name) => (name === "width" || name === "height" ? "" : one));
  return { text: text.replace(tag, () => kept.replace(/^<[\w:]+/, (start) => start + all)), width, height };
}

const kPixelsOfUnit: Record<string, number> = { "": 1, px: 1, pt: 4 / 3, pc: 16, in: 96, cm: 96 / 2.54, mm: 96 / 25.4 };

// Returns a length in pixels; null for a missing one and for percentages, which depend on the page around the drawing.
export function pixelsOf(length: string | null): number | null {
  const [, number, unit] = /^\s*\+?(\d*\.?\d+(?:e[+-]?\d+)?)\s*([a-z%]*)\s*$/i.exec(length ?? "") ?? [];
  const factor = kPixelsOfUnit[(unit ?? "").toLowerCase()];
  const pixels = Number(number) * (factor ?? NaN);
  return pixels > 0 && Number.isFinite(pixels) ? pixels : null;
}

// The size by the rules of CSS: width and height; what is missing follows from the viewBox.
export function ownSize(root: Pick<Element, "getAttribute">): { width: number; height: number } {
  const box = (root.getAttribute("viewBox") ?? "")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const hasBox = box.length === 4 && box[2]! > 0 && box[3]! > 0;
  const aspect = hasBox ? box[2]! / box[3]! : kDefaultSize.width / kDefaultSize.height;
  const [width, height] = [pixelsOf(root.getAttribute("width")), pixelsOf(root.getAttribute("height"))];
  if (width && height) return { width, height };
  if (width) return { width, height: width / aspect };
  if (height) return { width: height * aspect, height };
  return hasBox ? { width: box[2]!, height: box[3]! } : kDefaultSize;
}
