// The worker's methods for training. Photos are stored under ids that the page assigns, together with the page's record of the project.
import type {
  AugmentRequest,
  EstimateRequest,
  OpenedProject,
  ProjectRecord,
  TrainProgress,
  TrainRequest,
} from "../core/protocol.ts";
import type { WorkerContext } from "../core/worker_context.ts";
import { LocalizedError } from "../shared/localized_error.ts";
import {
  discardRun,
  photoFile,
  readInterruptedRun,
  removeUnreferencedPhotos,
  trainedModel,
  TrainingJob,
} from "./training_job.ts";

const kThumbnailSide = 112;
const kAugmented = { samples: 8, side: 112 };
const kDigestBytes = 16;
const kRecord = "record.json";

export const trainingMethods = {
  async openProject(_: object, { state }: WorkerContext): Promise<OpenedProject> {
    const files = await state.files();
    const stored = await files.read(kRecord);
    const record: ProjectRecord | null = stored && JSON.parse(await stored.text());
    const interrupted = state.job ? null : await readInterruptedRun(files);
    await removeUnreferencedPhotos(files, record, interrupted);
    return { record, interrupted, persistent: files.persistent };
  },

  async saveProject({ record }: { record: ProjectRecord }, { state }: WorkerContext) {
    await (await state.files()).write(kRecord, new Blob([JSON.stringify(record)]));
    return {};
  },

  // Stores a photo and returns its thumbnail, and a digest by which copies of it are found.
  async addPhoto({ id, photo }: { id: number; photo: Blob }, { state }: WorkerContext) {
    const image = await (await state.core()).thumbnail(photo, kThumbnailSide);
    await (await state.files()).write(photoFile(id), photo);
    return { image, digest: await digestOf(photo) };
  },

  async syntheticImage(
    { label, number, side }: { label: number; number: number; side: number },
    { state }: WorkerContext,
  ) {
    return { photo: new Blob([(await state.core()).syntheticImage(label, number, side)], { type: "image/png" }) };
  },

  async thumbnail({ id }: { id: number }, { state }: WorkerContext) {
    return (await state.core()).thumbnail(await readPhoto(id, state), kThumbnailSide);
  },

  async removePhotos({ ids }: { ids: number[] }, { state }: WorkerContext) {
    const files = await state.files();
    for (const id of ids) await files.remove(photoFile(id));
    return {};
  },

  async augment({ settings, classes, label }: AugmentRequest, { state }: WorkerContext) {
    const core = await state.core();
    const counts = classes.map((ids) => ids.length);
    const id = classes[label]![core.firstTrainingPhoto(settings, counts, label)]!;
    const photo = await readPhoto(id, state);
    const [original, ...samples] = await core.augment({ settings, counts, label, photo, ...kAugmented });
    return { id, original: original!, samples };
  },

  async trainingOptions(_: object, { state }: WorkerContext) {
    return (await state.core()).trainingOptions();
  },

  async estimate(request: EstimateRequest, { state }: WorkerContext) {
    return (await state.core()).estimate(request);
  },

  async train(request: TrainRequest, { state, report }: WorkerContext<TrainProgress>) {
    if (state.job) throw new LocalizedError(["runUnderWay"]);
    state.job = new TrainingJob(await state.core(), await state.files(), request, report);
    try {
      return await state.job.run();
    } finally {
      state.job = null;
    }
  },

  async control({ command }: { command: "pause" | "resume" | "stop" }, { state }: WorkerContext) {
    state.job?.control(command);
    return {};
  },

  async discardRun(_: object, { state }: WorkerContext) {
    await discardRun(await state.files());
    return {};
  },

  async trainedModel(_: object, { state }: WorkerContext) {
    return { file: await trainedModel(await state.files()) };
  },
};

// Returns a digest of the bytes as text; "" on a page without a secure context, which has no cryptography.
async function digestOf(photo: Blob): Promise<string> {
  if (!crypto.subtle) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await photo.arrayBuffer()));
  return [...bytes.subarray(0, kDigestBytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function readPhoto(id: number, state: WorkerContext["state"]): Promise<Blob> {
  const photo = await (await state.files()).read(photoFile(id));
  if (!photo) throw new LocalizedError(["photoGone"]);
  return photo;
}
