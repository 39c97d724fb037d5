// Wires the parts together: isolation, the worker, the store, the views.
import "@fontsource-variable/schibsted-grotesk/wght.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/controls.css";
import "./styles/result.css";
import { render } from "preact";
import { Client } from "./client.ts";
import { listenToWindow } from "./intake.ts";
import { browserHost, ensureIsolation } from "./isolation.ts";
import { readQuery } from "./query.ts";
import { Store } from "./store.ts";
import { applyTheme, storedTheme } from "./theme.ts";
import { App } from "./views/app.tsx";

applyTheme(storedTheme());
const root = document.getElementById("app")!;
const base = document.baseURI;
const query = readQuery(location.search);

const client = new Client(
  () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "core" }),
  (reason) => store.workerLost(reason),
);
const store = new Store(client.call, base);

// Several changes in a row are drawn once.
let drawn: Promise<void> | null = null;
function draw(): void {
  drawn ??= Promise.resolve().then(() => {
    drawn = null;
    render(<App state={store.state} actions={store} />, root);
  });
}

async function boot(): Promise<void> {
  const isolation = await ensureIsolation(browserHost(), new URL("sw.js", base).href);
  if (isolation.kind === "reloading") return;
  const notIsolated = isolation.kind === "refused" ? isolation.reason : null;
  void store.start({ base, flavour: query.flavour, threads: query.threads, notIsolated });
  if (query.model) store.openAddress(query.model);
  store.subscribe(draw);
  listenToWindow(window, store);
  draw();
  for (const address of query.photos) {
    const response = await fetch(new URL(address, base), { mode: "same-origin" });
    if (response.ok) store.addFiles([new File([await response.blob()], address.split("/").pop() || address)]);
  }
  const shipped = await fetch(new URL("models.json", base));
  if (shipped.ok) store.setShipped(await shipped.json());
}

void boot();
