import type { State } from "../classify/state.ts";
import { say, words } from "../words/words.ts";
import type { ViewProps } from "./view.ts";

export const kRuntimeDetails = "runtime-details";

export function simdText(flavor: string): string {
  return flavor.startsWith("relaxed") ? words().runtime.relaxedSimd : words().runtime.simd;
}

export function threadsText(threads: number): string {
  return words().runtime.threads(threads);
}

export function runtimeText(runtime: State["runtime"]): string {
  if (runtime.status === "starting") return words().runtime.starting;
  if (runtime.status === "failed") return words().runtime.failed;
  return `${threadsText(runtime.runtime.threads)} · ${simdText(runtime.runtime.flavor)}`;
}

// A phone has room for the number of threads only.
export function RuntimeText({ runtime }: Pick<State, "runtime">) {
  const [first, ...rest] = runtimeText(runtime).split(" · ");
  return (
    <span>
      {first}
      {rest.length > 0 && <span class="wide-only"> · {rest}</span>}
    </span>
  );
}

export function RuntimeDetails({ state, actions }: ViewProps) {
  const { runtime, exact, exactFault } = state;
  const t = words().runtime;
  return (
    <div id={kRuntimeDetails} class="popover" popover="auto">
      <h2>{t.title}</h2>
      {runtime.status === "starting" && <p>{t.loading}</p>}
      {runtime.status === "failed" && <p>{say(runtime.reason)}</p>}
      {runtime.status === "ready" && (
        <>
          <p>{t.how}</p>
          <dl>
            <dt>{t.instructions}</dt>
            <dd>{t.wide(simdText(runtime.runtime.flavor))}</dd>
            <dt>{t.threadsTitle}</dt>
            <dd>{t.threadsOfCores(runtime.runtime.threads, navigator.hardwareConcurrency || 1)}</dd>
            <dt>{t.isolated}</dt>
            <dd>{self.crossOriginIsolated ? t.yes : t.no}</dd>
          </dl>
          <label class="inspect-check">
            <input
              type="checkbox"
              checked={exact}
              onChange={({ currentTarget }) => void actions.setExact(currentTarget.checked)}
            />
            {t.exact}
          </label>
          {exactFault && <p role="alert">{say(exactFault)}</p>}
          {runtime.runtime.limits.length === 0 ? (
            <p>{t.fastest}</p>
          ) : (
            <>
              <h3>{t.whyNotFaster}</h3>
              <ul>
                {runtime.runtime.limits.map(say).map((limit) => (
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
