// Files that enter the page: dropped (folders too) or pasted anywhere in the window, or chosen.
// An archive stands for the folder of its members.
import { type FolderFile, folderFile } from "./folder_file.ts";
import { reasonOf } from "../shared/localized_error.ts";
import type { Remark } from "./data_set.ts";
import { litter } from "./photo_names.ts";

export function isArchive(name: string): boolean {
  return /\.(zip|tar)$/i.test(name);
}

// Returns the dropped files; those of folders are sorted by name. Must be called while the drop event is handled: the browser
// clears the entries after that.
export function filesOf(transfer: DataTransfer): Promise<FolderFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry != null);
  if (entries.some((entry) => entry.isDirectory)) return walk(entries, []);
  return Promise.resolve([...transfer.files].map((file) => folderFile(file)));
}

async function walk(entries: FileSystemEntry[], folders: string[]): Promise<FolderFile[]> {
  const files: FolderFile[] = [];
  for (const entry of entries) {
    if (entry.isFile) {
      const open = (entry as FileSystemFileEntry).file.bind(entry);
      files.push(folderFile(await new Promise<File>(open), folders));
    } else {
      const children = await listFolder(entry as FileSystemDirectoryEntry);
      const kept = children.filter(({ name }) => litter(name) !== "ignored");
      files.push(...(await walk(kept, [...folders, entry.name])));
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
      files.map((file) => folderFile(file)),
      window.document.activeElement,
    );
  });
}

// Returns the files with the members of archives in their places, and what could not be opened with the reason. What reads archives
// is loaded only then.
export async function unpackArchives(files: FolderFile[]): Promise<{ files: FolderFile[]; refused: Remark[] }> {
  const found: FolderFile[] = [];
  const refused: Remark[] = [];
  for (const file of files) {
    if (!isArchive(file.name)) {
      found.push(file);
      continue;
    }
    try {
      const { listArchive } = await import("./archive.ts");
      found.push(...(await listArchive(await file.open(), file.folders)));
    } catch (error) {
      refused.push({ name: file.name, reason: reasonOf(error) });
    }
  }
  return { files: found, refused };
}
