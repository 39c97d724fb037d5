// Files into the page: dropped (folders too) or pasted anywhere on the window, or chosen.
import { isClutter, type PlacedFile } from "./folder_file.ts";

export function isModel(name: string): boolean {
  return /\.safetensors$/i.test(name);
}

// In the order of their names. The entries must be taken while the drop event is being handled; walking them may take longer.
export function filesOf(transfer: DataTransfer): Promise<PlacedFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry != null);
  if (entries.some((entry) => entry.isDirectory)) return walk(entries, []);
  return Promise.resolve([...transfer.files].map((file) => ({ file, folders: [] })));
}

async function walk(entries: FileSystemEntry[], folders: string[]): Promise<PlacedFile[]> {
  const files: PlacedFile[] = [];
  for (const entry of entries) {
    if (entry.isFile) {
      const open = (entry as FileSystemFileEntry).file.bind(entry);
      files.push({ file: await new Promise<File>(open), folders });
    } else {
      const children = (await listFolder(entry as FileSystemDirectoryEntry)).filter(({ name }) => !isClutter(name));
      files.push(...(await walk(children, [...folders, entry.name])));
    }
  }
  return files;
}

async function listFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // Gives a part at a time, and none at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
    all.push(...part);
  }
}

export interface Intake {
  addFiles(files: PlacedFile[], onto: Element | null): void;
  setDragging(dragging: boolean): void;
}

export function listenToWindow(window: Window, intake: Intake): void {
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  window.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = "copy";
    intake.setDragging(true);
  });
  window.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) intake.setDragging(false); // left the window, not just an element
  });
  window.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    intake.setDragging(false);
    const onto = event.target instanceof Element ? event.target : null;
    void filesOf(event.dataTransfer!).then((files) => intake.addFiles(files, onto));
  });
  window.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return; // text, for a field
    event.preventDefault();
    intake.addFiles(
      files.map((file) => ({ file, folders: [] })),
      null,
    );
  });
}
