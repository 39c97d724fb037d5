// The methods of the worker: everything that the page can ask of it. The page calls client.call(name, request); the types of the
// requests and responses follow from this table (protocol.ts). A new call is a function in one of these tables.
import { inspectMethods } from "../inspect/inspect_methods.ts";
import { trainingMethods } from "../training/training_methods.ts";
import { fetchPart, modelName, openSource } from "../storage/model_source.ts";
import { LocalizedError } from "../shared/localized_error.ts";
import type { CoreErrorMessage } from "../words/words.ts";
import type { Core } from "./core.ts";
import { CoreError } from "./core_error.ts";
import type { Fit, Model, ModelSource, PreprocessingChange, Progress, StartRequest } from "./protocol.ts";
import type { WorkerContext } from "./worker_context.ts";

const kReportEveryMs = 50;

const coreMethods = {
  // Answers as soon as the worker handles messages.
  async awake(_: object) {
    return {};
  },

  async start(request: StartRequest, { state }: WorkerContext) {
    return state.start(request);
  },

  async openModel({ source }: { source: ModelSource }, context: WorkerContext<Progress>) {
    return openInto(() => context.state.core(), source, context);
  },

  async changePreprocessing(
    { change, name, bytes }: { change: PreprocessingChange; name: string; bytes: number },
    { state }: WorkerContext,
  ) {
    return (await state.core()).changePreprocessing(change, name, bytes);
  },

  async setExact({ exact }: { exact: boolean }, { state }: WorkerContext) {
    (await state.core()).setExact(exact);
    state.second?.setExact(exact);
    return {};
  },

  // Opens a second model, which is compared with the first: in the same memory and on the same threads, until it is closed.
  async openSecond({ source }: { source: ModelSource }, context: WorkerContext<Progress>) {
    const { state } = context;
    return openInto(async () => (state.second ??= (await state.core()).createSecond()), source, context);
  },

  async closeSecond(_: object, { state }: WorkerContext) {
    state.second?.dispose();
    state.second = null;
    return {};
  },

  // Returns the open model as a file, whose name states the format by its ending.
  async saveModel({ name }: { name: string }, { state }: WorkerContext) {
    return { file: new File([(await state.core()).modelAsFile(name)], name) };
  },

  async classify(
    { photo, fit, top, second = false }: { photo: Blob; fit: Fit; top: number; second?: boolean },
    { state }: WorkerContext,
  ) {
    const core = second ? state.second : await state.core();
    if (!core) throw new LocalizedError(["modelClosed"]);
    return core.classify(photo, fit, top);
  },
};

// Streams a model into the core that `find` returns.
async function openInto(
  find: () => Promise<Core>,
  source: ModelSource,
  { signal, report }: WorkerContext<Progress>,
): Promise<Model> {
  let reported = 0;
  const onBytes = (loaded: number, total: number | null, done = false) => {
    if (!done && performance.now() - reported < kReportEveryMs) return;
    reported = performance.now();
    report({ loaded, total, done });
  };
  let opening = openSource(source, signal, onBytes); // at once, so that bytes arrive while the core is being compiled
  opening.catch(() => {}); // a failure is thrown below, once the core is there
  const core = await find();
  const parts = source.kind === "file" ? (source.parts ?? []) : [];
  for (;;) {
    const { stream, size } = await opening;
    const reportRead = (loaded: number, done: boolean) => onBytes(loaded, size, done);
    try {
      return await core.openModel(stream, modelName(source), { size, signal, onBytes: reportRead }, parts);
    } catch (error) {
      const name = missingPart(error);
      if (source.kind === "file" || name === null || parts.some((part) => part.name === name)) throw error;
      parts.push({ name, file: await fetchPart(source.url, name, signal) });
      opening = openSource(source, signal, onBytes);
    }
  }
}

// Returns the name of the file that a model lacks; null if that is not what is wrong.
function missingPart(error: unknown): string | null {
  if (!(error instanceof CoreError) || error.code !== "companion_missing") return null;
  const { name } = (error.reason as CoreErrorMessage).args;
  return String(name).replace(/^"(.*)"$/, "$1");
}

export const methods = { ...coreMethods, ...inspectMethods, ...trainingMethods };
export type Methods = typeof methods;
