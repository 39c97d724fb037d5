// Renders a synthetic sample image with the page's core, which expects the environment of a web worker:
//   node draw_sample.mjs ALEXNET_MJS LABEL NUMBER PNG
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--experimental-wasm-relaxed-simd"); // Node.js 20 needs it for the flavor "relaxed-threads"
const [core, label, number, png] = process.argv.slice(2);
const kSide = 256;

const wasm = await readFile(resolve(core).replace(/mjs$/, "wasm"));
globalThis.self = globalThis;
globalThis.navigator ??= { hardwareConcurrency: 1 }; // which Node.js has since version 21
globalThis.location = pathToFileURL(resolve(core));
globalThis.fetch = async () => new Response(wasm, { headers: { "Content-Type": "application/wasm" } });

const { default: load } = await import(pathToFileURL(resolve(core)).href);
const module = await load({ pthreadPoolSize: 0 });
const session = module._alexnet_create(1);
const size = module._alexnet_allocate(4);
const address = module._alexnet_drawn_photo(session, Number(label), Number(number), kSide, size);
if (address === 0) throw new Error(`synthetic image ${number} of class ${label} could not be rendered`);
const memory = module.wasmMemory.buffer;
await writeFile(png, new Uint8Array(memory, address, new DataView(memory).getUint32(size, true)).slice());
