// Chooses the fastest build of the core that this browser supports, and collects the reasons why it is not a faster one.
import { relaxedSimd, simd, threads } from "wasm-feature-detect";
import { Core } from "./core.ts";
import type { CoreModule } from "./core_api.ts";
import { loadModule } from "./load_module.ts";
import type { Flavor, Runtime, StartRequest } from "./protocol.ts";
import { LocalizedError, reasonOf } from "../shared/localized_error.ts";
import { type Message, say } from "../words/words.ts";

export interface Capabilities {
  simd: boolean;
  relaxedSimd: boolean;
  threads: boolean;
  cores: number;
}

// More threads than this would only wait for each other: the layers are small for a single photo.
const kMostThreads = 8;

export async function detectCapabilities(): Promise<Capabilities> {
  const [hasSimd, hasRelaxedSimd, hasThreads] = await Promise.all([simd(), relaxedSimd(), threads()]);
  return {
    simd: hasSimd,
    relaxedSimd: hasRelaxedSimd,
    threads: hasThreads && typeof SharedArrayBuffer !== "undefined",
    cores: navigator.hardwareConcurrency || 1,
  };
}

type FlavorOptions = Pick<StartRequest, "flavor" | "threads" | "notIsolated">;

// Returns the flavors to try, the fastest first. A requested flavor is tried first, if this browser supports it.
export function chooseFlavors(can: Capabilities, options: FlavorOptions): Runtime[] {
  if (!can.simd) throw new LocalizedError(["noSimd"]);
  const limits: Message[] = [];
  const threaded: Runtime[] = [];
  const wanted = Math.max(1, Math.min(options.threads ?? Math.min(can.cores, kMostThreads), 64));
  if (options.notIsolated !== null) {
    limits.push(options.notIsolated);
  } else if (!can.threads) {
    limits.push(["noThreads"]);
  } else if (options.flavor === "simd") {
    limits.push(["oneThreadAsked"]);
  } else {
    if (can.cores === 1 && options.threads === null) limits.push(["oneCore"]);
    const relaxed: Runtime = { flavor: "relaxed-threads", threads: wanted, limits: [...limits] };
    const plain: Runtime = { flavor: "simd-threads", threads: wanted, limits: [...limits] };
    if (can.relaxedSimd && options.flavor !== "simd-threads") threaded.push(relaxed);
    else if (can.relaxedSimd) plain.limits.push(["plainSimdAsked"]);
    else plain.limits.push(["plainSimd"]);
    threaded.push(plain);
  }
  return [...threaded, { flavor: "simd", threads: 1, limits }];
}

type Load = (choice: Runtime) => Promise<Core>;

// Starts the first choice that works. Failures of earlier ones are added to its limits.
export async function startFirst(choices: Runtime[], load: Load): Promise<{ core: Core; runtime: Runtime }> {
  const failures: { flavor: string; reason: string }[] = [];
  for (const choice of choices) {
    try {
      const core = await load(choice);
      const limits = failures.map(({ flavor, reason }): Message => ["fasterDidNotStart", flavor, reason]);
      return { core, runtime: { ...choice, threads: core.threads, limits: [...choice.limits, ...limits] } };
    } catch (error) {
      failures.push({ flavor: choice.flavor, reason: say(reasonOf(error)) });
    }
  }
  const last = failures.at(-1);
  throw new LocalizedError(last ? ["didNotStart", last.flavor, last.reason] : ["noBuild"]);
}

// The address of the folder with the modules of a flavor.
export function moduleFolder({ base }: Pick<StartRequest, "base">, flavor: Flavor): string {
  return new URL(`core/${flavor}`, base).href;
}

export async function loadCore(request: StartRequest): Promise<{ core: Core; runtime: Runtime }> {
  const choices = chooseFlavors(await detectCapabilities(), request);
  return startFirst(choices, async ({ flavor, threads }) => {
    const module = await loadModule<CoreModule>(moduleFolder(request, flavor), "alexnet", threads - 1);
    const core = new Core(module, threads);
    core.setExact(request.exact);
    return core;
  });
}
