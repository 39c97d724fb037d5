// The methods of the worker: everything that the page can ask of it. The page calls client.call(name, request); the types of the
// requests and responses follow from this table (worker_messages.ts). A new call is a function in one of these tables.
import { inspectMethods } from "../inspect/inspect_methods.ts";
import { trainingMethods } from "../training/training_methods.ts";
import { blobOf, fetchPart, modelName, type OnBytes, openSource } from "../storage/model_source.ts";
import { isSavedFile, kSavedEnding, recognize } from "../storage/saved_model.ts";
import { LocalizedError } from "../shared/localized_error.ts";
import type { Core } from "./core.ts";
import { convert } from "./converter.ts";
import type {
  ConvertRequest,
  Fit,
  Model,
  ModelSource,
  PreprocessingChange,
  Progress,
  StartRequest,
} from "./protocol.ts";
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
  async saveModel({ name }: { name: string }, { state, signal, convert: convertInWorker }: WorkerContext) {
    const file = (await state.core()).savedModel();
    if (name.endsWith(kSavedEnding)) return { file: new File([file], name) };
    const request = { folder: await state.moduleFolder(), file, to: name, parts: [] };
    return { file: new File([await convertInWorker(request, { signal })], name) };
  },

  // Called in a worker of its own, without the core.
  async convertModel(request: ConvertRequest, { signal, report }: WorkerContext<Progress>) {
    const total = request.file.size;
    const onBytes = (loaded: number, done: boolean) => report({ loaded, total, done });
    return { file: await convert(request, { size: total, signal, onBytes: sparing(onBytes) }) };
  },

  async classify(
    { photo, fit, top, second = false }: { photo: Blob; fit: Fit; top: number; second?: boolean },
    { state }: WorkerContext,
  ) {
    const core = second ? state.second : await state.core();
    if (!core) throw new LocalizedError(["modelClosed"]);
    return core.classify(photo, fit, top);
  },

  // Photos that the core decodes, at once; null for others.
  async classifyBatch({ photos, fit, top }: { photos: Blob[]; fit: Fit; top: number }, { state }: WorkerContext) {
    return { results: await (await state.core()).classifyBatch(photos, fit, top) };
  },
};

// Passes on what is reported, at most every kReportEveryMs and at the end.
function sparing(report: (loaded: number, done: boolean) => void): (loaded: number, done: boolean) => void {
  let reported = 0;
  return (loaded, done) => {
    if (!done && performance.now() - reported < kReportEveryMs) return;
    reported = performance.now();
    report(loaded, done);
  };
}

// Streams a model into the core that `find` returns. A file of another program is converted first.
async function openInto(
  find: () => Promise<Core>,
  source: ModelSource,
  context: WorkerContext<Progress>,
): Promise<Model> {
  const { signal, report } = context;
  const name = modelName(source);
  let total: number | null = null;
  const onBytes = sparing((loaded, done) => report({ loaded, total, done }));
  const onFetched = (loaded: number, size: number | null) => {
    total = size;
    onBytes(loaded, false);
  };
  // At once, so that bytes arrive while the core is being compiled.
  const opening = openRecognized(source, signal, onFetched);
  opening.catch(() => {}); // a failure is thrown below, once the core is there
  const core = await find();
  const { stream, size, isSaved } = await opening;
  total = size;
  if (isSaved) return core.openModel(stream, name, { size, signal, onBytes });
  const { file, bytes } = await convertSource(source, stream, onBytes, context);
  return core.openModel(file.stream(), name, { size: file.size, signal }, bytes);
}

// Opens a source, and tells whether it is a model of this program.
async function openRecognized(source: ModelSource, signal: AbortSignal, onBytes: OnBytes) {
  const opened = await openSource(source, signal, onBytes);
  if (source.kind === "file") return { ...opened, isSaved: await isSavedFile(source.file) };
  return { ...opened, ...(await recognize(opened.stream)) };
}

// Returns a model of another program as a file of this one, and the size of what it was made from.
async function convertSource(
  source: ModelSource,
  stream: ReadableStream<Uint8Array>,
  onBytes: (loaded: number, done: boolean) => void,
  { state, signal, report, convert: convertInWorker }: WorkerContext<Progress>,
): Promise<{ file: Blob; bytes: number }> {
  if (source.kind === "file") void stream.cancel().catch(() => {}); // the converter reads the file itself
  const original = source.kind === "file" ? source.file : await blobOf(stream, (loaded) => onBytes(loaded, false));
  const parts = source.kind === "file" ? [...(source.parts ?? [])] : [];
  const options = source.kind === "file" ? { signal, onProgress: report } : { signal };
  for (;;) {
    try {
      const { preprocessing } = source;
      const chosen = preprocessing ? { preprocessing } : {};
      const request = { folder: await state.moduleFolder(), file: original, to: null, parts, ...chosen };
      const file = await convertInWorker(request, options);
      onBytes(original.size, true);
      return { file, bytes: parts.reduce((sum, { file }) => sum + file.size, original.size) };
    } catch (error) {
      const name = missingPart(error);
      if (source.kind === "file" || name === null || parts.some((part) => part.name === name)) throw error;
      parts.push({ name, file: await fetchPart(source.url, name, signal) });
    }
  }
}

// Returns the name of the file that a model lacks; null if that is not what is wrong.
function missingPart(error: unknown): string | null {
  const reason = error instanceof LocalizedError ? error.reason : "";
  if (typeof reason !== "object" || !("code" in reason) || reason.code !== "companion_missing") return null;
  return String(reason.args.name).replace(/^"(.*)"$/, "$1");
}

export const methods = { ...coreMethods, ...inspectMethods, ...trainingMethods };
export type Methods = typeof methods;
