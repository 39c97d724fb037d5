// Files that enter the page: dropped (folders too) or pasted anywhere in the window, or chosen.
import { isClutter, type FolderFile } from "./folder_file.ts";

export function isModel(name: string): boolean {
  return /\.safetensors$/i.test(name);
}

// Returns the dropped files; those of folders are sorted by name. Must be called while the drop event is handled: the browser
// clears the entries after that.
export function filesOf(transfer: DataTransfer): Promise<FolderFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry != null);
  if (entries.some((entry) => entry.isDirectory)) return walk(entries, []);
  return Promise.resolve([...transfer.files].map((file) => ({ file, folders: [] })));
}

async function walk(entries: FileSystemEntry[], folders: string[]): Promise<FolderFile[]> {
  const files: FolderFile[] = [];
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
    // readEntries() returns a part at a time, and an empty part at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
    all.push(...part);
  }
}

export interface Intake {
  addFiles(files: FolderFile[], onto: Element | null): void;
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
    if (event.relatedTarget === null) intake.setDragging(false); // the pointer left the window, not only an element
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
    if (files.length === 0) return; // text, to be pasted into a field
    event.preventDefault();
    intake.addFiles(
      files.map((file) => ({ file, folders: [] })),
      null,
    );
  });
}
