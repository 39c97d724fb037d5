// Files with the folders that contain them, which name their classes.

export interface FolderFile {
  file: File;
  folders: string[]; // outermost first; empty for a file that was dropped or chosen by itself
}

// Groups files by class. A folder is a class; a folder of folders contains classes. Files without a folder have the class null.
export function byClass(files: FolderFile[]): Map<string | null, File[]> {
  const classes = new Map<string | null, File[]>();
  for (const { file, folders } of files) {
    const name = folders[1] ?? folders[0] ?? null;
    classes.set(name, [...(classes.get(name) ?? []), file]);
  }
  return classes;
}

// Returns a file of an input element that chose a folder.
export function fromFolderInput(file: File): FolderFile {
  return { file, folders: file.webkitRelativePath.split("/").slice(0, -1) };
}

// Returns whether a file is clutter of the operating system, such as .DS_Store or Thumbs.db.
export function isClutter(name: string): boolean {
  return name.startsWith(".") || /^(thumbs\.db|desktop\.ini)$/i.test(name);
}
