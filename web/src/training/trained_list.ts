// The list of the models that were trained in this browser, and the actions on it.
import type { Call } from "../core/client.ts";
import type { TrainedModel } from "../core/protocol.ts";
import { reasonOf } from "../shared/localized_error.ts";
import { say, words } from "../words/words.ts";
import type { TrainingProject } from "./project.ts";

// The project that has the list, and a function that stores changes in it.
interface Context {
  project: () => TrainingProject;
  set: (change: Partial<TrainingProject>) => void;
  announce: (text: string) => void;
}

export class TrainedList {
  #call: Call;
  #context: Context;

  constructor(call: Call, context: Context) {
    this.#call = call;
    this.#context = context;
  }

  // Loads the list, which every page may show.
  load = async (): Promise<void> => {
    const answer = await this.#call("trainedModels", {}).catch(() => null);
    if (answer?.models) this.#context.set({ trained: answer.models });
  };

  add(model: TrainedModel): void {
    this.#context.set({ trained: [model, ...this.#context.project().trained] });
  }

  // Returns the file of a model; null if it is gone, which is then told.
  file = async (id: number): Promise<File | null> => {
    try {
      return (await this.#call("trainedModel", { id })).file;
    } catch (error) {
      this.#context.announce(say(reasonOf(error)));
      await this.load();
      return null;
    }
  };

  // Returns the file to be saved by the visitor.
  download = async (id: number): Promise<File | null> => {
    const file = await this.file(id);
    if (file) this.#context.set({ downloaded: [...this.#context.project().downloaded, id] });
    return file;
  };

  // Removes a model. That can be undone until another one is removed or the page is closed.
  forget = (model: TrainedModel): void => {
    const { trained } = this.#context.project();
    this.#context.set({ forgotten: model, trained: trained.filter(({ id }) => id !== model.id) });
    void this.#call("removeTrained", { id: model.id }).catch(() => {});
    const { canBeUndone, forgotten } = words().training;
    this.#context.announce(canBeUndone(forgotten(model.name)));
  };

  undo = (): void => {
    const { forgotten, trained } = this.#context.project();
    if (!forgotten) return;
    this.#context.set({ forgotten: null, trained: [forgotten, ...trained].sort((a, b) => b.id - a.id) });
    void this.#call("restoreTrained", { model: forgotten }).catch(() => {});
  };
}
