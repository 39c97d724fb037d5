// Files with the folders that they lay in, and which class that makes them.

export interface PlacedFile {
  file: File;
  folders: string[]; // from the one that was dropped or chosen inwards; none for a loose file
}

// A folder is a class; one with folders in it is a folder of classes. Loose files are of no class of their own (null).
export function byClass(files: PlacedFile[]): Map<string | null, File[]> {
  const classes = new Map<string | null, File[]>();
  for (const { file, folders } of files) {
    const name = folders[1] ?? folders[0] ?? null;
    classes.set(name, [...(classes.get(name) ?? []), file]);
  }
  return classes;
}

// Of a field that a folder was chosen with.
export function placed(file: File): PlacedFile {
  return { file, folders: file.webkitRelativePath.split("/").slice(0, -1) };
}

// What a folder has in it beside photos: .DS_Store, Thumbs.db and the like.
export function isClutter(name: string): boolean {
  return name.startsWith(".") || /^(thumbs\.db|desktop\.ini)$/i.test(name);
}
