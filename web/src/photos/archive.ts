// Archives (.zip, .tar) as folders of files. An archive is read in place: its list at once, each member when it is opened. Archives
// are not trusted: what they state is checked against their size, and a member is unpacked up to its stated size at most.
import { LocalizedError } from "../shared/localized_error.ts";
import type { FolderFile } from "./folder_file.ts";
import type { Member } from "./archive_member.ts";
import { litter } from "./photo_names.ts";
import { listTar } from "./tar.ts";
import { listZip } from "./zip.ts";

const kMaxMemberBytes = 2 ** 29; // it is unpacked in memory

export async function listArchive(archive: File, folders: string[]): Promise<FolderFile[]> {
  const start = new Uint8Array(await archive.slice(0, 512).arrayBuffer());
  const isZip = start[0] === 0x50 && start[1] === 0x4b; // PK
  const members = await (isZip ? listZip(archive) : listTar(archive));
  // An archive of one folder stands for that folder, one of several for a folder of its own name.
  const tops = new Set(members.map(({ path }) => namesOf(path)[0] ?? "").filter((name) => litter(name) === "none"));
  const root = tops.size === 1 ? folders : [...folders, archive.name.replace(/\.\w+$/, "")];
  return members.map((member) => fileOf(member, root));
}

// The names are only labels, so that `../` reaches nothing outside.
function namesOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== "." && name !== "..");
}

function fileOf({ path, size, read }: Member, root: string[]): FolderFile {
  const names = namesOf(path);
  const name = names.pop() ?? "";
  const open = async () => {
    if (size > kMaxMemberBytes) throw new LocalizedError(["memberTooLarge", size, kMaxMemberBytes]);
    return new File([await read()], name);
  };
  return { name, folders: [...root, ...names], open };
}
