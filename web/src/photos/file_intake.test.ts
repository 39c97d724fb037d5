import { expect, test } from "vitest";
import { isArchive, unpackArchives } from "./file_intake.ts";
import { folderFile, pathOf } from "./folder_file.ts";

test("an archive is recognized by its ending", () => {
  expect([isArchive("a.ZIP"), isArchive("a.tar"), isArchive("zip.png")]).toEqual([true, true, false]);
});

test("an archive that cannot be opened is refused, and other files stay", async () => {
  const [photo, broken] = [folderFile(new File(["x"], "1.jpg"), ["cats"]), folderFile(new File(["PK"], "a.zip"))];
  const { files, refused } = await unpackArchives([photo, broken]);
  expect(files.map(pathOf)).toEqual(["cats/1.jpg"]);
  expect(refused).toEqual([{ name: "a.zip", reason: ["archiveCutShort"] }]);
});
