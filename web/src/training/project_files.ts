// The files of a project, which outlast a visit: photos, the record of them, the checkpoint of a run and the trained models. They are
// in the origin's private file system, or in memory if the browser does not offer one.
import { LocalizedError } from "../shared/localized_error.ts";

const kFolder = "lesson"; // part of the state that earlier versions have stored

export type Pieces = Blob | Uint8Array<ArrayBuffer>[];

// Where files are kept.
interface Place {
  persistent: boolean;
  read(name: string): Promise<Blob | null>;
  // Atomic: if the page is closed meanwhile, the previous content stays. Throws the message storageFull if there is no room.
  write(name: string, pieces: Pieces): Promise<void>;
  remove(name: string): Promise<void>;
  names(): Promise<string[]>;
}

export interface Files extends Place {
  // As write(), but without room the file is kept in memory until the page is closed. Returns whether it will outlast the visit.
  keep(name: string, pieces: Pieces): Promise<boolean>;
  // Refuses every later change: another page owns the project now.
  revoke(): void;
  readonly isRevoked: boolean;
}

export async function openFiles(): Promise<Files> {
  try {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(kFolder, { create: true });
    const probe = await folder.getFileHandle("probe", { create: true });
    await (await probe.createWritable()).close(); // not every browser supports it
    await folder.removeEntry("probe");
    return owned(inFolder(folder));
  } catch {
    return inMemory();
  }
}

// Whether an earlier visit has stored anything. Creates nothing.
export async function hasStoredFiles(): Promise<boolean> {
  try {
    await (await navigator.storage.getDirectory()).getDirectoryHandle(kFolder);
    return true;
  } catch {
    return false;
  }
}

function inFolder(folder: FileSystemDirectoryHandle): Place {
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
      try {
        const file = await folder.getFileHandle(name, { create: true });
        const writable = await file.createWritable(); // a temporary file until it is closed
        for (const piece of pieces instanceof Blob ? [pieces] : pieces) await writable.write(piece);
        await writable.close();
      } catch (error) {
        if (!isFull(error)) throw error;
        await dropEmpty(folder, name);
        throw new LocalizedError(["storageFull"]);
      }
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

const isFull = (error: unknown) => error instanceof Error && error.name === "QuotaExceededError";

// Removes the empty file that a refused write has left; a file with content is the previous one.
async function dropEmpty(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  const file = await folder.getFileHandle(name).then(
    (handle) => handle.getFile(),
    () => null,
  );
  if (file?.size === 0) await folder.removeEntry(name).catch(() => {});
}

// Adds the files in memory and the right to change files, which the page may lose.
function owned(place: Place): Files {
  const kept = new Map<string, Blob>();
  let isRevoked = false;
  const mayChange = () => {
    if (isRevoked) throw new LocalizedError(["projectElsewhere"]);
  };
  return {
    persistent: place.persistent,
    read: async (name) => kept.get(name) ?? (await place.read(name)),
    async write(name, pieces) {
      mayChange();
      await place.write(name, pieces);
      kept.delete(name);
    },
    async keep(name, pieces) {
      mayChange();
      try {
        await place.write(name, pieces);
        kept.delete(name);
        return place.persistent;
      } catch (error) {
        if (!isStorageFull(error)) throw error;
        kept.set(name, pieces instanceof Blob ? pieces : new Blob(pieces));
        return false;
      }
    },
    async remove(name) {
      mayChange();
      kept.delete(name);
      await place.remove(name);
    },
    names: async () => [...new Set([...(await place.names()), ...kept.keys()])],
    revoke: () => void (isRevoked = true),
    get isRevoked() {
      return isRevoked;
    },
  };
}

export function isStorageFull(error: unknown): boolean {
  return error instanceof LocalizedError && Array.isArray(error.reason) && error.reason[0] === "storageFull";
}

export function inMemory(): Files {
  const files = new Map<string, Blob>();
  return owned({
    persistent: false,
    read: async (name) => files.get(name) ?? null,
    write: async (name, pieces) => void files.set(name, pieces instanceof Blob ? pieces : new Blob(pieces)),
    remove: async (name) => void files.delete(name),
    names: async () => [...files.keys()],
  });
}
