// Files with the folders that contain them, which name their classes.

export interface FolderFile {
  name: string;
  folders: string[]; // outermost first; empty for a file that was dropped, pasted or chosen by itself
  open: () => Promise<File>; // a member of an archive is unpacked then; throws if it is damaged
}

export function folderFile(file: File, folders: string[] = []): FolderFile {
  return { name: file.name, folders, open: async () => file };
}

// Returns a file of an input element, which may have chosen a folder.
export function fromInput(file: File): FolderFile {
  return folderFile(file, file.webkitRelativePath.split("/").slice(0, -1));
}

// Returns the path of a file, for people.
export function pathOf({ folders, name }: Pick<FolderFile, "folders" | "name">): string {
  return [...folders, name].join("/");
}
