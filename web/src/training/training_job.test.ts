import { beforeEach, describe, expect, test } from "vitest";
import type { Core } from "../core/core.ts";
import type { TrainProgress, TrainRequest } from "../core/protocol.ts";
import { LocalizedError } from "../shared/localized_error.ts";
import { type Files, inMemory } from "./project_files.ts";
import { listTrained, readTrained } from "./trained_models.ts";
import { readInterruptedRun, photoFile, removeUnreferencedPhotos, TrainingJob } from "./training_job.ts";

const kEpochs = 3;
const kStepsPerEpoch = 2;

// A fake run of the core: two steps per epoch; the second epoch is the best.
class FakeTraining {
  photos: string[] = [];
  steps = 0;
  ended = false;
  divergesAt = Infinity;
  addPhoto = async (label: number, name: string) => void this.photos.push(`${label}:${name}`);
  start = () => {};
  resume = async (checkpoint: Blob) => void (this.steps = Number(await checkpoint.text()));
  plan = () => ({
    epochs: kEpochs,
    steps_per_epoch: kStepsPerEpoch,
    first_epoch: Math.floor(this.steps / kStepsPerEpoch),
    history: [],
  });
  get finished() {
    return this.steps >= kEpochs * kStepsPerEpoch || this.steps >= this.divergesAt;
  }
  step = () => {
    const step = this.steps % kStepsPerEpoch;
    const epoch = Math.floor(this.steps / kStepsPerEpoch);
    this.steps += 1;
    const diverged = this.steps >= this.divergesAt;
    return { epoch, step, endsEpoch: step === 1, diverged, loss: 1, accuracy: 0.5, secondsLeft: 1 };
  };
  diagnosis = [{ code: "diverged_infinite", text: "Diverged: the loss is infinite.", args: {} }];
  endEpoch = () => {
    const epoch = Math.ceil(this.steps / kStepsPerEpoch) - 1;
    return { epoch, is_best: epoch < 2, is_checkpoint_due: true };
  };
  samples = () => [{ photo: 1, label: "cats", predicted: "dogs", probability: 0.6 }];
  filters = () => ({ layout: {}, image: { drawnAt: this.steps } });
  evaluate = () => ({
    top1: 0.5,
    count: 2,
    held_out: true,
    classes: [{ name: "cats" }, { name: "dogs" }],
    photos: [
      { photo: 1, label: 0, predicted: 0, probability: 0.8 },
      { photo: 2, label: 1, predicted: 1, probability: 0.9 },
    ],
  });
  file = (which: string) => [new TextEncoder().encode(which === "model" ? `model ${this.steps}` : `${this.steps}`)];
  checkpointWritten = () => {};
  dispose = () => void (this.ended = true);
}

let training: FakeTraining;
let files: Files;
let opened: string[];
let heard: TrainProgress[];
const request: TrainRequest = {
  settings: { epochs: kEpochs, freeze: [] as string[] } as TrainRequest["settings"],
  classes: [
    { name: "cats", photos: [11, 12] },
    { name: "dogs", photos: [21] },
  ],
  useModel: false,
  resume: false,
};

beforeEach(async () => {
  training = new FakeTraining();
  files = inMemory();
  opened = [];
  heard = [];
  for (const id of [11, 12, 21]) await files.write(photoFile(id), new Blob([`${id}`]));
});

function job(own: Partial<TrainRequest> = {}, onProgress: (progress: TrainProgress) => void = () => {}): TrainingJob {
  const core = {
    newTraining: () => training,
    openModel: async (stream: ReadableStream) => (opened.push(await new Response(stream).text()), { name: "mine" }),
  };
  return new TrainingJob(core as unknown as Core, files, { ...request, ...own }, (progress) => {
    heard.push(progress);
    onProgress(progress);
  });
}

describe("a run", () => {
  test("reads the photos, opens and evaluates the best model, and removes the checkpoint", async () => {
    const end = await job().run();
    expect(training.photos).toEqual(["0:11", "0:12", "1:21"]);
    expect(end).toMatchObject({ outcome: "finished", model: { name: "mine" } });
    expect(end.evaluation!.photos[1]).toEqual({ id: 21, label: 1, predicted: 1, probability: 0.9 });
    expect(opened).toEqual(["model 4"]);
    const trained = { id: 1, name: "cats-dogs.safetensors", isStored: false, classes: ["cats", "dogs"] };
    expect(await listTrained(files)).toMatchObject([
      { ...trained, verdict: { right: 1, count: 2, heldOut: true, epoch: 2, epochs: 3 } },
    ]);
    expect(await (await readTrained(files, 1)).text()).toBe("model 4");
    expect(end.trained).toMatchObject(trained);
    // The photos of the last epoch, with the answers of the best one.
    expect(end.samples).toEqual([{ id: 12, label: "cats", predicted: "cats", probability: 0.8 }]);
    expect(await files.names()).not.toContain("best.safetensors");
    expect(await readInterruptedRun(files)).toBeNull();
    expect(training.ended).toBe(true);
    const epochs = heard.filter(({ kind }) => kind === "epoch");
    expect(epochs.map((epoch) => epoch.kind === "epoch" && epoch.samples[0]!.id)).toEqual([12, 12, 12]);
  });

  test("reports the first layer's filters before the first step and after each epoch, if they are trained", async () => {
    await job().run();
    const drawn = () => heard.flatMap((one) => (one.kind === "filters" ? [one.filters.image] : []));
    expect(drawn()).toEqual([0, 2, 4, 6].map((drawnAt) => ({ drawnAt })));
    heard = [];
    training = new FakeTraining();
    await job({ settings: { ...request.settings, freeze: ["conv"] } }).run();
    expect(drawn()).toEqual([]);
  });

  test("resumes from its checkpoint after a loss of the worker", async () => {
    const lost = job({}, ({ kind }) => {
      if (kind === "epoch" && training.steps === 4) throw new Error("lost");
    });
    await expect(lost.run()).rejects.toThrow("lost");
    const interrupted = await readInterruptedRun(files);
    expect(interrupted).toEqual({ request, epoch: 1, best: 1 });
    training = new FakeTraining();
    const end = await job({ ...interrupted!.request, resume: true }).run();
    expect(end.outcome).toBe("finished");
    const planned = heard.filter(({ kind }) => kind === "planned");
    expect(planned.map((plan) => plan.kind === "planned" && plan.plan.first_epoch)).toEqual([0, 1]);
  });

  test("saves a checkpoint when paused, and waits until it is resumed", async () => {
    const paused = job({}, ({ kind }) => {
      if (kind === "epoch" && training.steps === 2) paused.control("pause");
    });
    const end = paused.run();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(training.steps).toBe(2);
    expect(heard.at(-1)!.kind).toBe("paused");
    expect((await readInterruptedRun(files))!.epoch).toBe(1);
    paused.control("resume");
    expect((await end).outcome).toBe("finished");
  });

  test("keeps the best model when it is stopped", async () => {
    const stopped = job({}, ({ kind }) => {
      if (kind === "epoch") stopped.control("stop");
    });
    expect(await stopped.run()).toMatchObject({ outcome: "stopped", model: { name: "mine" } });
    expect(opened).toEqual(["model 2"]);
  });

  test("has no model and a diagnosis when it diverges in the first epoch", async () => {
    training.divergesAt = 1;
    expect(await job().run()).toEqual({
      outcome: "diverged",
      diagnosis: training.diagnosis,
      model: null,
      evaluation: null,
      trained: null,
      samples: [],
    });
  });

  test("that is discarded leaves the open model as it is", async () => {
    const discarded = job({}, ({ kind }) => {
      if (kind === "epoch") discarded.control("discard");
    });
    expect(await discarded.run()).toMatchObject({ outcome: "stopped", model: null, trained: null });
    expect(opened).toEqual([]);
    expect(await readInterruptedRun(files)).toBeNull();
  });

  test("goes on without checkpoints if there is no room for them, and its model is kept in memory", async () => {
    const stored = files.write;
    files.write = async (name, pieces) => {
      if (!name.startsWith("photo-")) throw new LocalizedError(["storageFull"]);
      return stored(name, pieces);
    };
    const end = await job().run();
    expect(end).toMatchObject({ outcome: "finished", model: { name: "mine" }, trained: { isStored: false } });
    expect(heard.filter(({ kind }) => kind === "storageFull").length).toBe(1);
    expect(opened).toEqual(["model 4"]);
    expect(await (await readTrained(files, 1)).text()).toBe("model 4");
  });

  test("that another page takes over leaves a checkpoint, and writes nothing after that", async () => {
    let left: Promise<void> | undefined;
    const taken = job({}, ({ kind }) => {
      if (kind === "epoch" && training.steps === 2) left = taken.leave();
    });
    await expect(taken.run()).rejects.toThrow(/Another tab/);
    await left;
    expect((await readInterruptedRun(files))!.epoch).toBe(1);
    expect(training.ended).toBe(true);
    files.revoke();
    await expect(files.write("record.json", new Blob())).rejects.toThrow(/Another tab/);
    await expect(files.keep("photo-1", new Blob())).rejects.toThrow(/Another tab/);
  });

  test("fails with a message if its photos are missing", async () => {
    await files.remove(photoFile(12));
    await expect(job().run()).rejects.toThrow(/have been removed/);
    expect(training.ended).toBe(true);
  });
});

test("unreferenced photos are removed, others stay", async () => {
  const record = { classes: [{ id: 1, name: "a", photos: [{ id: 11, name: "1.png" }] }], wishes: {} };
  await files.write("best.safetensors", new Blob(["x"]));
  await removeUnreferencedPhotos(files, record, {
    request: { ...request, classes: [{ name: "b", photos: [21] }] },
    epoch: 1,
  });
  expect((await files.names()).sort()).toEqual(["best.safetensors", photoFile(11), photoFile(21)]);
});
