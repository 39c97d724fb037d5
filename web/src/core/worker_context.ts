// What the methods of the worker share: the core, a second model, the stored files and the training run.
import { LocalizedError } from "../shared/localized_error.ts";
import { openFiles, type Files } from "../training/project_files.ts";
import type { TrainingJob } from "../training/training_job.ts";
import type { Core } from "./core.ts";
import { loadCore, moduleFolder } from "./load_core.ts";
import type { ConvertRequest, Progress, Runtime, StartRequest } from "./protocol.ts";

export class WorkerState {
  second: Core | null = null;
  job: TrainingJob | null = null;
  #starting: ReturnType<typeof loadCore> | null = null;
  #base = "";
  #opening: Promise<Files> | null = null;

  async start(request: StartRequest): Promise<Runtime> {
    this.#base = request.base;
    this.#starting = loadCore(request);
    return (await this.#starting).runtime;
  }

  async core(): Promise<Core> {
    if (!this.#starting) throw new LocalizedError(["coreNotStarted"]);
    return (await this.#starting).core;
  }

  // The address of the folder with the modules of the flavor that runs.
  async moduleFolder(): Promise<string> {
    if (!this.#starting) throw new LocalizedError(["coreNotStarted"]);
    return moduleFolder({ base: this.#base }, (await this.#starting).runtime.flavor);
  }

  files(): Promise<Files> {
    return (this.#opening ??= openFiles());
  }

  // Whether files() has been called.
  get hasFiles(): boolean {
    return this.#opening !== null;
  }

  // The files of a project that this page owns; those of an earlier time may be revoked.
  async ownedFiles(): Promise<Files> {
    const files = await this.files();
    if (files.isRevoked) this.#opening = openFiles();
    return this.files();
  }
}

export interface ConvertOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

// The second parameter of a method. `P` is the type of the progress that the method reports.
export interface WorkerContext<P = never> {
  state: WorkerState;
  signal: AbortSignal; // aborted when the page cancels the call
  report: (progress: P) => void;
  convert: (request: ConvertRequest, options: ConvertOptions) => Promise<Blob>; // in a worker of its own
}
