// The files of a project, which outlast a visit: photos, the record of them, the checkpoint of a run and its best model. They are
// in the origin's private file system, or in memory if the browser does not offer one.

const kFolder = "lesson"; // part of the state that earlier versions have stored

export interface Files {
  persistent: boolean;
  read(name: string): Promise<Blob | null>;
  // Atomic: if the page is closed meanwhile, the previous content stays.
  write(name: string, pieces: Blob | Uint8Array<ArrayBuffer>[]): Promise<void>;
  remove(name: string): Promise<void>;
  names(): Promise<string[]>;
}

export async function openFiles(): Promise<Files> {
  try {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(kFolder, { create: true });
    const probe = await folder.getFileHandle("probe", { create: true });
    await (await probe.createWritable()).close(); // not every browser supports it
    await folder.removeEntry("probe");
    return inFolder(folder);
  } catch {
    return inMemory();
  }
}

function inFolder(folder: FileSystemDirectoryHandle): Files {
  return {
    persistent: true,
    async read(name) {
      try {
        return await (await folder.getFileHandle(name)).getFile();
      } catch (error) {
        if (error instanceof DOMException && error.name === "NotFoundError") return null;
        throw error;
      }
    },
    async write(name, pieces) {
      const file = await folder.getFileHandle(name, { create: true });
      const writable = await file.createWritable(); // a temporary file until it is closed
      for (const piece of pieces instanceof Blob ? [pieces] : pieces) await writable.write(piece);
      await writable.close();
    },
    async remove(name) {
      await folder.removeEntry(name).catch(() => {}); // it did not exist
    },
    async names() {
      const names: string[] = [];
      for await (const name of folder.keys()) names.push(name);
      return names;
    },
  };
}

export function inMemory(): Files {
  const files = new Map<string, Blob>();
  return {
    persistent: false,
    read: async (name) => files.get(name) ?? null,
    write: async (name, pieces) => void files.set(name, pieces instanceof Blob ? pieces : new Blob(pieces)),
    remove: async (name) => void files.delete(name),
    names: async () => [...files.keys()],
  };
}
