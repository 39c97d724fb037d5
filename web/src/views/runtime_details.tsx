import type { State } from "../state.ts";

export const kRuntimeDetails = "runtime-details";

export function simdText(flavour: string): string {
  return flavour.startsWith("relaxed") ? "relaxed SIMD" : "SIMD";
}

export function threadsText(threads: number): string {
  return threads === 1 ? "1 thread" : `${threads} threads`;
}

export function runtimeText(runtime: State["runtime"]): string {
  if (runtime.status === "starting") return "Starting";
  if (runtime.status === "failed") return "Cannot run";
  return `${threadsText(runtime.runtime.threads)} · ${simdText(runtime.runtime.flavour)}`;
}

// On a phone there is room for the threads alone.
export function RuntimeText({ runtime }: Pick<State, "runtime">) {
  const [first, ...rest] = runtimeText(runtime).split(" · ");
  return (
    <span>
      {first}
      {rest.length > 0 && <span class="wide-only"> · {rest}</span>}
    </span>
  );
}

export function RuntimeDetails({ runtime }: Pick<State, "runtime">) {
  return (
    <div id={kRuntimeDetails} class="popover" popover="auto">
      <h2>How it runs</h2>
      {runtime.status === "starting" && <p>The core is being loaded.</p>}
      {runtime.status === "failed" && <p>{runtime.reason}</p>}
      {runtime.status === "ready" && (
        <>
          <p>The network is C++ on XNNPACK, compiled to WebAssembly. Your processor does the work.</p>
          <dl>
            <dt>Instructions</dt>
            <dd>{simdText(runtime.runtime.flavour)}, 128 bits wide</dd>
            <dt>Threads</dt>
            <dd>
              {runtime.runtime.threads} on {navigator.hardwareConcurrency || 1} processor cores
            </dd>
            <dt>Page isolated</dt>
            <dd>{self.crossOriginIsolated ? "yes" : "no"}</dd>
          </dl>
          {runtime.runtime.limits.length === 0 ? (
            <p>This is the fastest build.</p>
          ) : (
            <>
              <h3>Why it is not faster</h3>
              <ul>
                {runtime.runtime.limits.map((limit) => (
                  <li key={limit}>{limit}</li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </div>
  );
}
