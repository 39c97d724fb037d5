// Loads the WebAssembly modules of the core.
import { serverError } from "../storage/model_source.ts";

// Compiles while the bytes arrive, if the host sends the media type of WebAssembly.
async function compile(address: string): Promise<WebAssembly.Module> {
  const response = await fetch(address);
  if (!response.ok) throw serverError(response);
  const streams = response.headers.get("content-type") === "application/wasm";
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

// Loads `folder`/`name`.mjs and .wasm, which is compiled while the former is fetched and starts `workers` threads beside this one.
export async function loadModule<M>(folder: string, name: string, workers: number): Promise<M> {
  // Not part of the bundle, so that it starts its threads from its own address.
  const importing = import(/* @vite-ignore */ `${folder}/${name}.mjs`);
  const compiling = compile(`${folder}/${name}.wasm`);
  compiling.catch(() => {}); // a failure is thrown below, where it is awaited
  const { default: createModule } = await importing;
  return new Promise((resolve, reject) => {
    const instantiateWasm = (imports: WebAssembly.Imports, receive: (instance: object, wasm: object) => void) => {
      const instantiating = compiling.then(async (wasm) => receive(await WebAssembly.instantiate(wasm, imports), wasm));
      instantiating.catch(reject);
      return {}; // the exports follow through `receive`
    };
    createModule({ pthreadPoolSize: workers, instantiateWasm }).then(resolve, reject);
  });
}
