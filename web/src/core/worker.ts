// The worker: requests in, replies out. The core computes here, so that the page stays alive meanwhile.
import type { Core } from "./core.ts";
import { loadCore } from "./load_core.ts";
import { messages } from "./message_queue.ts";
import { modelName, openSource } from "../storage/model_source.ts";
import type {
  Fault,
  ProjectRecord,
  Model,
  ModelSource,
  Progress,
  ProgressOf,
  ReplyMessage,
  RequestMessage,
  RequestName,
  RequestOf,
  ResponseOf,
} from "./protocol.ts";
import { LocalizedError, reasonOf } from "../shared/localized_error.ts";
import { openFiles } from "../training/project_files.ts";
import {
  discardRun,
  readInterruptedRun,
  photoFile,
  removeUnreferencedPhotos,
  TrainingJob,
  trainedModel,
} from "../training/training_job.ts";

interface Context<N extends RequestName> {
  signal: AbortSignal;
  report: (progress: ProgressOf<N>) => void;
}
type Handlers = { [N in RequestName]: (request: RequestOf<N>, context: Context<N>) => Promise<ResponseOf<N>> };

const kReportEveryMs = 50;
const kPictureEveryMs = 100; // of an explanation that is being worked out
const kAugmented = { samples: 8, side: 112 };
const running = new Map<number, AbortController>();
const kThumbnailSide = 112;
const kRecord = "record.json";
let starting: ReturnType<typeof loadCore> | null = null;
let opening: ReturnType<typeof openFiles> | null = null;
let second: Core | null = null; // the model that the open one is compared with
let job: TrainingJob | null = null;

const getFiles = () => (opening ??= openFiles());

async function getCore(): Promise<Core> {
  if (!starting) throw new LocalizedError(["coreNotStarted"]);
  return (await starting).core;
}

// Streams the model into the core that `find` gives.
async function openInto(
  find: () => Promise<Core>,
  source: ModelSource,
  { signal, report }: { signal: AbortSignal; report: (progress: Progress) => void },
): Promise<Model> {
  let reported = 0;
  const onBytes = (loaded: number, total: number | null, done = false) => {
    if (!done && performance.now() - reported < kReportEveryMs) return;
    reported = performance.now();
    report({ loaded, total, done });
  };
  const opening = openSource(source, signal, onBytes); // at once: its bytes come while the core is being compiled
  opening.catch(() => {}); // heard below, once the core is there
  const core = await find();
  const { stream, size } = await opening;
  const reportRead = (loaded: number, done: boolean) => onBytes(loaded, size, done);
  return core.openModel(stream, modelName(source), { size, signal, onBytes: reportRead });
}

const handlers: Handlers = {
  async awake() {
    return {};
  },

  async start(request) {
    starting = loadCore(request);
    return (await starting).runtime;
  },

  async openModel({ source }, context) {
    return openInto(getCore, source, context);
  },

  async openSecond({ source }, context) {
    return openInto(async () => (second ??= (await getCore()).beside()), source, context);
  },

  async closeSecond() {
    second?.end();
    second = null;
    return {};
  },

  async classify({ photo, fit, top, second: asksSecond }) {
    const core = asksSecond ? second : await getCore();
    if (!core) throw new LocalizedError(["modelClosed"]);
    return core.classify(photo.stream(), photo.size, fit, top);
  },

  async inspectPhoto({ photo, fit }) {
    const core = await getCore();
    const inspected = await core.inspection().inspected(photo, fit);
    return { ...inspected, labels: inspected.probabilities.map((_, index) => core.className(index)) };
  },

  async inspectRegion(region) {
    const core = await getCore();
    const inspected = core.inspection().inspectRegion(region);
    return { ...inspected, labels: inspected.probabilities.map((_, index) => core.className(index)) };
  },

  async photo({ side }) {
    return { image: (await getCore()).inspection().photo(side) };
  },

  async units(request) {
    return (await getCore()).inspection().units(request);
  },

  async filters() {
    return (await getCore()).inspection().filters();
  },

  async unit({ layer, unit }) {
    return (await getCore()).inspection().unit(layer, unit);
  },

  async value({ layer, unit, y, x }) {
    return (await getCore()).inspection().value(layer, unit, { y, x });
  },

  // Step by step, so that newer questions are heard in between.
  async explain(question, { signal, report }) {
    const core = await getCore();
    signal.throwIfAborted();
    let explained = core.inspection().explain(question);
    let reported = -Infinity;
    while (explained.done < explained.of) {
      if (performance.now() - reported > kPictureEveryMs) {
        reported = performance.now();
        report(explained);
      }
      await messages();
      signal.throwIfAborted();
      explained = core.inspection().resume(); // of another model than it began with there is nothing to go on with
    }
    return explained;
  },

  async openProject() {
    const files = await getFiles();
    const kept = await files.read(kRecord);
    const record: ProjectRecord | null = kept && JSON.parse(await kept.text());
    const interrupted = job ? null : await readInterruptedRun(files);
    await removeUnreferencedPhotos(files, record, interrupted);
    return { record, interrupted, persistent: files.persistent };
  },

  async saveProject({ record }) {
    await (await getFiles()).write(kRecord, new Blob([JSON.stringify(record)]));
    return {};
  },

  async addPhoto({ id, photo }) {
    const thumbnail = await (await getCore()).thumbnail(photo, kThumbnailSide);
    await (await getFiles()).write(photoFile(id), photo);
    return thumbnail;
  },

  async drawSyntheticImage({ label, number, side }) {
    return { photo: new Blob([(await getCore()).drawSyntheticImage(label, number, side)], { type: "image/png" }) };
  },

  async thumbnail({ id }) {
    const photo = await (await getFiles()).read(photoFile(id));
    if (!photo) throw new LocalizedError(["photoGone"]);
    return (await getCore()).thumbnail(photo, kThumbnailSide);
  },

  async removePhotos({ ids }) {
    const files = await getFiles();
    for (const id of ids) await files.remove(photoFile(id));
    return {};
  },

  async augment({ settings, classes, label }) {
    const [core, files] = [await getCore(), await getFiles()];
    const counts = classes.map((ids) => ids.length);
    const id = classes[label]![core.firstTrainingPhoto(settings, counts, label)]!;
    const photo = await files.read(photoFile(id));
    if (!photo) throw new LocalizedError("It is not there any more.");
    const [original, ...samples] = await core.augment({ settings, counts, label, photo, ...kAugmented });
    return { id, original: original!, samples };
  },

  async estimate(request) {
    return (await getCore()).estimate(request);
  },

  async train(request, { report }) {
    if (job) throw new LocalizedError(["runUnderWay"]);
    job = new TrainingJob(await getCore(), await getFiles(), request, report);
    try {
      return await job.run();
    } finally {
      job = null;
    }
  },

  async control({ command }) {
    job?.control(command);
    return {};
  },

  async discardRun() {
    await discardRun(await getFiles());
    return {};
  },

  async trainedModel() {
    return { file: await trainedModel(await getFiles()) };
  },
};

function faultOf(error: unknown, signal: AbortSignal): Fault {
  if (signal.aborted) return { kind: "cancelled", message: ["cancelled"] };
  const message = reasonOf(error);
  // After a trap the core's memory cannot be trusted.
  if (error instanceof WebAssembly.RuntimeError) return { kind: "lost", message: ["coreStopped", error.message] };
  return { kind: "refused", message };
}

// What a reply hands over instead of copying.
function buffersOf(response: ResponseOf<RequestName>): Transferable[] {
  if ("image" in response) return [response.image.pixels.buffer];
  if ("input" in response) return [response.input.pixels.buffer];
  return "pixels" in response ? [response.pixels.buffer] : [];
}

function reply(message: ReplyMessage, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.onmessage = async ({ data }: MessageEvent<RequestMessage>) => {
  const { id } = data;
  if (data.name === "cancel") return running.get(id)?.abort();
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const handle = handlers[data.name] as (request: unknown, context: object) => Promise<ResponseOf<RequestName>>;
    const response = await handle(data.request, {
      signal: controller.signal,
      report: (progress: ProgressOf<RequestName>) => reply({ id, progress }),
    });
    reply({ id, response }, buffersOf(response));
  } catch (error) {
    reply({ id, fault: faultOf(error, controller.signal) });
  } finally {
    running.delete(id);
  }
};
