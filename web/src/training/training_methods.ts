// The worker's methods for training. Photos are stored under ids that the page assigns, together with the page's record of the project.
import type {
  AugmentRequest,
  EstimateRequest,
  OpenedProject,
  ProjectRecord,
  TrainedModel,
  TrainProgress,
  TrainRequest,
} from "../core/protocol.ts";
import type { WorkerContext } from "../core/worker_context.ts";
import { LocalizedError } from "../shared/localized_error.ts";
import {
  type Command,
  discardRun,
  photoFile,
  readInterruptedRun,
  removeUnreferencedPhotos,
  TrainingJob,
} from "./training_job.ts";
import { hasStoredFiles } from "./project_files.ts";
import {
  addTrained,
  dropUnlisted,
  listTrained,
  readTrained,
  removeTrained,
  restoreTrained,
  takeEarlier,
} from "./trained_models.ts";

const kThumbnailSide = 112;
const kAugmented = { samples: 8, side: 112 };
const kDigestBytes = 16;
const kRecord = "record.json";

export const trainingMethods = {
  // Opens the project, which this page must own from now until releaseProject().
  async openProject(_: object, { state }: WorkerContext): Promise<OpenedProject> {
    const files = await state.ownedFiles();
    const stored = await files.read(kRecord);
    const record: ProjectRecord | null = stored && JSON.parse(await stored.text());
    const interrupted = state.job ? null : await readInterruptedRun(files);
    await removeUnreferencedPhotos(files, record, interrupted);
    if (!interrupted && !state.job) await takeEarlier(files);
    await dropUnlisted(files);
    return { record, interrupted, persistent: files.persistent, trained: await listTrained(files) };
  },

  // Stores the record, and a checkpoint of a run in progress, which ends. Then nothing is written any more.
  async releaseProject({ record }: { record: ProjectRecord }, { state }: WorkerContext) {
    const files = await state.files();
    await files.write(kRecord, new Blob([JSON.stringify(record)])).catch(() => {});
    await state.job?.leave();
    files.revoke();
    return {};
  },

  async saveProject({ record }: { record: ProjectRecord }, { state }: WorkerContext) {
    await (await state.files()).write(kRecord, new Blob([JSON.stringify(record)]));
    return {};
  },

  // Stores a photo and returns its thumbnail, and a digest by which copies of it are found.
  async addPhoto({ id, photo }: { id: number; photo: Blob }, { state }: WorkerContext) {
    const image = await (await state.core()).thumbnail(photo, kThumbnailSide);
    const isStored = await (await state.files()).keep(photoFile(id), photo);
    return { image, digest: await digestOf(photo), isStored };
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

  async control({ command }: { command: Command }, { state }: WorkerContext) {
    state.job?.control(command);
    return {};
  },

  async discardRun(_: object, { state }: WorkerContext) {
    await discardRun(await state.files());
    return {};
  },

  // The project with its photos, settings and a trained model as one file. What makes archives is loaded only then.
  async saveArchive({ record, trained }: { record: ProjectRecord; trained: number | null }, { state }: WorkerContext) {
    const { archiveOf } = await import("./project_archive.ts");
    const files = await state.files();
    const about = trained === null ? undefined : (await listTrained(files)).find(({ id }) => id === trained);
    const model = about && { file: await readTrained(files, about.id), about: aboutOf(about) };
    const archive = await archiveOf(record, (id) => files.read(photoFile(id)), model ?? null);
    return { file: new File([archive], "alexnet-project.zip", { type: archive.type }) };
  },

  // The models that were trained in this browser. Anybody may ask: it changes nothing.
  async trainedModels(_: object, { state }: WorkerContext) {
    return { models: state.hasFiles || (await hasStoredFiles()) ? await listTrained(await state.files()) : [] };
  },

  async trainedModel({ id }: { id: number }, { state }: WorkerContext) {
    return { file: await readTrained(await state.files(), id) };
  },

  async removeTrained({ id }: { id: number }, { state }: WorkerContext) {
    await removeTrained(await state.files(), id);
    return {};
  },

  async restoreTrained({ model }: { model: TrainedModel }, { state }: WorkerContext) {
    await restoreTrained(await state.files(), model);
    return {};
  },

  // Adds a model of an imported project.
  async addTrained(
    { model, about }: { model: Blob; about: Pick<TrainedModel, "date" | "classes" | "verdict"> },
    { state }: WorkerContext,
  ) {
    return addTrained(await state.files(), model, about);
  },
};

const aboutOf = ({ date, classes, verdict }: TrainedModel) => ({ date, classes, verdict });

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
