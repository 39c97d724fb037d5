// Wires the parts together: isolation, the worker, the store, the views.
import "@fontsource-variable/schibsted-grotesk/wght.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/controls.css";
import "./styles/result.css";
import "./styles/train_page.css";
import "./styles/training_run.css";
import "./styles/inspect.css";
import "./styles/inspect_photo.css";
import "./styles/compare.css";
import "./styles/camera.css";
import "./styles/lists.css";
import "./styles/special.css";
import { render } from "preact";
import { Client } from "./core/client.ts";
import { Example } from "./classify/example.ts";
import { Comparer } from "./classify/comparison.ts";
import { Inspector } from "./inspect/inspector.ts";
import { drawingSvg } from "./photos/photo_call.ts";
import { listenToWindow } from "./photos/file_intake.ts";
import { preferredLanguage, storedLanguage } from "./shared/language.ts";
import { browserHost, ensureIsolation } from "./storage/isolation.ts";
import { storedExact } from "./shared/exact.ts";
import { readQuery } from "./shared/query.ts";
import { isModelComing, selectedPhoto, type View } from "./classify/state.ts";
import { Store } from "./classify/store.ts";
import type { FolderFile } from "./photos/folder_file.ts";
import { TrainingController } from "./training/training_controller.ts";
import { followTheme } from "./shared/theme.ts";
import { titleOf } from "./views/title.ts";
import { askBeforeLeaving } from "./shared/leaving.ts";
import { browserLocks, ProjectLock } from "./storage/project_lock.ts";
import { isUnsaved } from "./training/project.ts";
import { App } from "./views/app.tsx";
import { closeModelDialog } from "./views/model/model_dialog.tsx";

const kMostWaitMs = 200; // the longest wait for the worker and the list of models before the page is drawn

followTheme();
const root = document.getElementById("app")!;
const base = document.baseURI;
const query = readQuery(location.search);

const client = new Client(
  () => new Worker(new URL("./core/worker.ts", import.meta.url), { type: "module", name: "core" }),
  (reason) => {
    inspector.forget();
    store.workerLost(reason);
    comparer.reopen();
  },
);
const call = drawingSvg(client.call);
const store = new Store(call, base, () => inspector.pending); // a photo that the visitor inspects comes first
store.setLanguage(query.language ?? storedLanguage() ?? preferredLanguage(navigator.languages));
const comparer = new Comparer(call, store.announce);
const example = new Example(call, base, {
  isIdle: (model) => isFirstView() && store.state.model === model,
  inspects: () => inspector.forget(),
});
const controller = new TrainingController(call, {
  model: () => store.state.model,
  isModelComing: () => isModelComing(store.state),
  setModel: store.setModel,
  announce: store.announce,
  lock: new ProjectLock(browserLocks),
  persist: () => void navigator.storage?.persist?.().catch(() => {}),
});
const inspector = new Inspector(call, {
  // Only while the view is shown: the visitor may have switched to another one meanwhile.
  setAddress: (hash) => location.hash.startsWith("#inside") && history.replaceState(null, "", hash),
  announce: store.announce,
});

// Draws the page once after several changes in a row.
let drawn: Promise<void> | null = null;
function draw(): void {
  drawn ??= Promise.resolve().then(() => {
    drawn = null;
    const title = titleOf(store.state.view, controller.project.run);
    if (document.title !== title) document.title = title;
    const props = { state: store.state, actions: store, project: controller.project, controller };
    const compared = { comparison: comparer.comparison, comparer };
    render(
      <App {...props} {...compared} example={example.answer} inspection={inspector.inspection} inspector={inspector} />,
      root,
    );
  });
}

// Shows the view that the address names, so that a view can be bookmarked and the back button works.
function showView(): void {
  const views: Record<string, View> = { "#teach": "train", "#inside": "inspect" };
  const view = views[location.hash.split("?")[0]!] ?? "classify";
  if (view === "inspect") inspector.open(location.hash);
  store.show(view);
  if (view === "train") void controller.open();
}

// Inspects the selected photo while the view is shown.
function inspectSelected(): void {
  const { view, model, fit } = store.state;
  const photo = selectedPhoto(store.state);
  if (view === "inspect" && photo && model) inspector.show({ photo, model, fit });
}

// A link to something inside the network needs a photo: a sample, until the visitor adds another one.
function openSampleForLink(): void {
  const { view, photos, samples } = store.state;
  const isLink = view === "inspect" && location.hash.includes("?") && query.photos.length === 0;
  if (isLink && photos.length === 0 && samples[0]) void store.addSample(samples[0]);
}

const isFirstView = () => store.state.view === "classify" && store.state.photos.length === 0 && !store.state.loading;

// Works the example out while nothing else is to be done.
function showExample(): void {
  const { model, samples } = store.state;
  if (isFirstView() && model && samples[0]) void example.show(samples[0], model);
}

// Classifies the selected photo with the second model, if there is one.
function compare(): void {
  const { view, model, fit } = store.state;
  const photo = selectedPhoto(store.state);
  if (view === "classify" && photo && photo.status !== "failed" && model) comparer.show({ photo, fit });
}

// Adds files that were dropped on the element `onto`, or pasted. In the training view, photos go to the class under the pointer.
function addFiles(files: FolderFile[], onto: Element | null): void {
  if (store.state.view !== "train") return void store.addFolderFiles(files);
  const card = onto?.closest<HTMLElement>("[data-class]");
  void store.takeModel(files).then((rest) => controller.addFiles(rest, card ? Number(card.dataset.class) : null));
}

// Resolves once the core runs, no model is being loaded, and the photos of the address are classified.
function allLoaded(): Promise<void> {
  return new Promise((resolve) => {
    let stop = () => {};
    const check = () => {
      const { runtime, loading, model, photos } = store.state;
      if (runtime.status === "starting" || loading) return;
      if (model && photos.some(({ status }) => status === "waiting" || status === "working")) return;
      stop();
      resolve();
    };
    stop = store.subscribe(check);
    check();
  });
}

async function fetchList<T>(name: string, use: (list: T) => void): Promise<void> {
  const response = await fetch(new URL(name, base));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  use(await response.json());
}

async function addPhotos(addresses: string[]): Promise<void> {
  for (const address of addresses) {
    const response = await fetch(new URL(address, base), { mode: "same-origin" });
    if (response.ok) store.addFiles([new File([await response.blob()], address.split("/").pop() || address)]);
  }
}

async function boot(): Promise<void> {
  const isolation = await ensureIsolation(browserHost(), new URL("sw.js", base).href);
  if (isolation.kind === "reloading") return;
  const notIsolated = isolation.kind === "refused" ? isolation.reason : null;
  void store.start({ base, flavor: query.flavor, threads: query.threads, exact: storedExact(), notIsolated });
  const awake = client.call("awake", {}).catch(() => {});
  if (query.model) store.openAddress(query.model);
  // Requested at once, so that the model's bytes arrive while the core is being compiled.
  const models = fetchList("models.json", store.setShipped);
  models.catch(() => store.setShipped([]));
  store.subscribe(inspectSelected);
  store.subscribe(compare);
  store.subscribe(showExample);
  example.subscribe(draw);
  comparer.subscribe(draw);
  controller.subscribe(draw);
  inspector.subscribe(draw);
  let { model, loading } = store.state;
  store.subscribe(() => {
    if (model !== store.state.model) controller.measureSoon();
    // A model that was chosen in the dialog is open: the view under it shows what comes next.
    if (loading && !store.state.loading && model !== store.state.model) closeModelDialog();
    ({ model, loading } = store.state);
  });
  listenToWindow(window, { addFiles, setDragging: store.setDragging });
  window.addEventListener("hashchange", showView);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && controller.project.opened) void controller.save(); // the page may be closed next
  });
  controller.subscribe(askBeforeLeaving(window, () => isUnsaved(controller.project)));
  // The worker's script and its first messages pass through this thread, which the first drawing keeps busy for a while.
  const listed = models.catch(() => {});
  await Promise.race([Promise.all([listed, awake]), new Promise((resolve) => setTimeout(resolve, kMostWaitMs))]);
  store.subscribe(draw);
  showView();
  draw();
  void controller.models.load();
  await Promise.allSettled([
    models,
    fetchList("samples.json", store.setSamples).then(openSampleForLink),
    addPhotos(query.photos),
  ]);
  await allLoaded();
  await store.keepOffline(false);
}

void boot();
