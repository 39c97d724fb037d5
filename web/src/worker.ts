// The worker: requests in, replies out. The core computes here, so that the page stays alive meanwhile.
import type { Core } from "./core.ts";
import { Refusal } from "./heap.ts";
import { loadCore } from "./load_core.ts";
import { messages } from "./messages.ts";
import { modelName, openSource } from "./model_source.ts";
import type {
  Fault,
  LessonRecord,
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
import { reasonOf } from "./reason.ts";
import { openFiles } from "./teach/files.ts";
import { forgetRun, leftRun, photoFile, removeForgotten, Runner, taughtModel } from "./teach/runner.ts";

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
let runner: Runner | null = null;

const theFiles = () => (opening ??= openFiles());

async function theCore(): Promise<Core> {
  if (!starting) throw new Refusal(["coreNotStarted"]);
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
    return openInto(theCore, source, context);
  },

  async openSecond({ source }, context) {
    return openInto(async () => (second ??= (await theCore()).beside()), source, context);
  },

  async closeSecond() {
    second?.end();
    second = null;
    return {};
  },

  async classify({ photo, fit, top, second: asksSecond }) {
    const core = asksSecond ? second : await theCore();
    if (!core) throw new Refusal(["modelClosed"]);
    return core.classify(photo.stream(), photo.size, fit, top);
  },

  async look({ photo, fit }) {
    const core = await theCore();
    const look = await core.inspection().look(photo, fit);
    return { ...look, labels: look.probabilities.map((_, index) => core.className(index)) };
  },

  async lookAtPart(region) {
    const core = await theCore();
    const look = core.inspection().lookAtPart(region);
    return { ...look, labels: look.probabilities.map((_, index) => core.className(index)) };
  },

  async photo({ side }) {
    return { picture: (await theCore()).inspection().photo(side) };
  },

  async units(request) {
    return (await theCore()).inspection().units(request);
  },

  async filters() {
    return (await theCore()).inspection().filters();
  },

  async unit({ layer, unit }) {
    return (await theCore()).inspection().unit(layer, unit);
  },

  async value({ layer, unit, y, x }) {
    return (await theCore()).inspection().value(layer, unit, { y, x });
  },

  // Step by step, so that newer questions are heard in between.
  async explain(question, { signal, report }) {
    const core = await theCore();
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
      explained = core.inspection().goOn(); // of another model than it began with there is nothing to go on with
    }
    return explained;
  },

  async openLesson() {
    const files = await theFiles();
    const kept = await files.read(kRecord);
    const record: LessonRecord | null = kept && JSON.parse(await kept.text());
    const left = runner ? null : await leftRun(files);
    await removeForgotten(files, record, left);
    return { record, left, persistent: files.persistent };
  },

  async keepLesson({ record }) {
    await (await theFiles()).write(kRecord, new Blob([JSON.stringify(record)]));
    return {};
  },

  async addPhoto({ id, photo }) {
    const thumbnail = await (await theCore()).thumbnail(photo, kThumbnailSide);
    await (await theFiles()).write(photoFile(id), photo);
    return thumbnail;
  },

  async drawPhoto({ label, number, side }) {
    return { photo: new Blob([(await theCore()).drawnPhoto(label, number, side)], { type: "image/png" }) };
  },

  async thumbnail({ id }) {
    const photo = await (await theFiles()).read(photoFile(id));
    if (!photo) throw new Refusal(["photoGone"]);
    return (await theCore()).thumbnail(photo, kThumbnailSide);
  },

  async removePhotos({ ids }) {
    const files = await theFiles();
    for (const id of ids) await files.remove(photoFile(id));
    return {};
  },

  async augment({ settings, classes, label }) {
    const [core, files] = [await theCore(), await theFiles()];
    const counts = classes.map((ids) => ids.length);
    const id = classes[label]![core.firstLearned(settings, counts, label)]!;
    const photo = await files.read(photoFile(id));
    if (!photo) throw new Refusal("It is not there any more.");
    const [original, ...samples] = await core.augment({ settings, counts, label, photo, ...kAugmented });
    return { id, original: original!, samples };
  },

  async estimate(request) {
    return (await theCore()).estimate(request);
  },

  async train(request, { report }) {
    if (runner) throw new Refusal(["runUnderWay"]);
    runner = new Runner(await theCore(), await theFiles(), request, report);
    try {
      return await runner.run();
    } finally {
      runner = null;
    }
  },

  async steer({ wish }) {
    runner?.steer(wish);
    return {};
  },

  async forgetRun() {
    await forgetRun(await theFiles());
    return {};
  },

  async taughtModel() {
    return { file: await taughtModel(await theFiles()) };
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
  if ("picture" in response) return [response.picture.pixels.buffer];
  if ("square" in response) return [response.square.pixels.buffer];
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
