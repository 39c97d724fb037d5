import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProjectRecord } from "../core/protocol.ts";
import { listArchive } from "../photos/archive.ts";
import { arrange } from "../photos/data_set.ts";
import { archiveOf, projectAmong } from "./project_archive.ts";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "alexnet-project-"))));
afterAll(() => rmSync(folder, { recursive: true }));

const record: ProjectRecord = {
  classes: [
    {
      id: 1,
      name: "cats / dogs",
      photos: [
        { id: 2, name: "a.jpg" },
        { id: 3, name: "A.jpg" },
        { id: 4, name: "pasted image" },
      ],
    },
    { id: 5, name: "猫", photos: [{ id: 6, name: ".hidden.png", forValidation: true }] },
  ],
  wishes: { choices: { epochs: 7 } },
};
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47]); // how such a file begins
const read = async (id: number) => new Blob([id === 4 ? png : `photo ${id}`]);
const about = { date: 5, classes: ["x"], verdict: { right: 9, count: 10, heldOut: true, epoch: 3, epochs: 7 } };

async function archived(own: Partial<ProjectRecord> = {}): Promise<File> {
  const model = { file: new Blob(["weights"]), about };
  return new File([await archiveOf({ ...record, ...own }, read, model)], "project.zip");
}

test("a project comes back with its classes, photos, settings and model", async () => {
  const unset = record.classes.slice(0, 1);
  const { project, rest } = await projectAmong(await listArchive(await archived({ classes: unset }), []));
  expect(project!.choices).toEqual(record.wishes);
  expect(await project!.model!.file.text()).toBe("weights");
  expect(project!.model!.about).toEqual(about);
  const { classes, refused } = arrange(rest);
  expect(refused).toEqual([]);
  expect(classes.map(({ name, training }) => [project!.nameOf(name), training.map(({ name }) => name)])).toEqual([
    ["cats / dogs", ["A 2.jpg", "a.jpg", "pasted image.png"]],
  ]);
});

test("photos for validation are in a folder of their own", async () => {
  const two = record.classes.map((one) => ({ ...one, photos: [...one.photos, { id: 9, name: "t.jpg" }] }));
  const { project, rest } = await projectAmong(await listArchive(await archived({ classes: two }), []));
  const sets = arrange(rest).classes.map(({ name, training, validation }) => [
    project!.nameOf(name),
    training.length,
    validation.length,
  ]);
  expect(sets).toEqual([
    ["cats / dogs", 4, 0],
    ["猫", 1, 1],
  ]);
});

test("another program reads the archive to the byte", async () => {
  const out = join(folder, "project.zip");
  writeFileSync(out, Buffer.from(await (await archived()).arrayBuffer()));
  const script = `import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
for name in z.namelist(): print(name, len(z.read(name)))`;
  const lines = execFileSync("python3", ["-c", script, out], { encoding: "utf8" }).trim().split("\n");
  expect(lines.slice(0, 4)).toEqual([
    "project/train/cats _ dogs/a.jpg 7",
    "project/train/cats _ dogs/A 2.jpg 7",
    "project/train/cats _ dogs/pasted image.png 4",
    "project/validation/猫/_.hidden.png 7",
  ]);
});

test("an archive that is no project stays as it is", async () => {
  const files = [{ name: "a.jpg", folders: ["cats"], open: async () => new File([], "a.jpg") }];
  expect(await projectAmong(files)).toEqual({ project: null, rest: files });
});
