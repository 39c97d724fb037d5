import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { kLabelColumns, kPhotoColumns, kSplitColumns } from "./label_column_tables.ts";
import { folderFile, pathOf } from "./folder_file.ts";
import { labelByTable, parseTable } from "./photo_labels.ts";

const source = new URL("../../../core/data/photo_labels.cpp", import.meta.url);

test.skipIf(!existsSync(source))("the names of columns are those of the core", () => {
  const text = readFileSync(source, "utf8");
  for (const [name, columns] of Object.entries({ kPhotoColumns, kLabelColumns, kSplitColumns })) {
    const [, names] = new RegExp(`${name}\\[\\] = \\{([^}]*)\\}`).exec(text)!;
    expect([...names!.matchAll(/"(\w+)"/g)].map(([, one]) => one)).toEqual(columns);
  }
});

test("tables have quotes, separators, blanks and line ends of every kind", () => {
  const expected = [["a", "b"], ["1", "x, y"], ["2", 'say "hi"\nthere']]; // prettier-ignore
  for (const text of [
    'a,b\n1,"x, y"\n\n2,"say ""hi""\nthere"',
    'a;b\r\n1; x, y \r\n2;"say ""hi""\nthere" \r\n',
    'a\tb\r1\tx, y\r2\t"say ""hi""\nthere"\r',
  ])
    // prettier-ignore
    expect(parseTable(text)).toEqual(expected);
  expect(parseTable("")).toEqual([]);
  expect(parseTable("a,b,")).toEqual([["a", "b", ""]]);
  expect(parseTable('a,"b')).toEqual([["a", '"b']]);
});

describe("photos beside a table", () => {
  const photo = (path: string) => folderFile(new File([], path.split("/").pop()!), path.split("/").slice(0, -1));
  const photos = ["all/1.png", "all/2.png", "all/3.png", "all/more/4.png"].map(photo);
  const labeled = async (table: string | Uint8Array<ArrayBuffer>, files = photos) => {
    const labels = folderFile(new File([table], "labels.csv"), ["all"]);
    const { files: found, remarks } = await labelByTable([...files, labels]);
    return { paths: found.map(pathOf), remarks: remarks.map(({ reason }) => reason) };
  };

  test("are in classes by their names, paths, or names without ending", async () => {
    const { paths, remarks } = await labeled(
      "Image Name,w,Class\n1.png,3,cats\n./all/2.png,3,dogs\n3,3,cats\nmore\\4.png,1,dogs\n",
    );
    expect(paths).toEqual(["cats/1.png", "dogs/2.png", "cats/3.png", "dogs/4.png"]);
    expect(remarks).toEqual([["labeledByTable", 4]]);
  });

  test("are in the sets that it names", async () => {
    const { paths } = await labeled("id,label,split\n1,cats,train\n2,dogs,valid\n3,cats,test\n4,dogs,\n");
    expect(paths).toEqual(["training/cats/1.png", "validation/dogs/2.png", "test/cats/3.png", "training/dogs/4.png"]);
  });

  test("are left out without a row, which is reported like rows that fit no photo or contradict", async () => {
    const { paths, remarks } = await labeled("1.png,cats\n2.png,dogs\n2.png,cats\n9.png,cats\n3.png,\n");
    expect(paths).toEqual(["cats/1.png", "dogs/2.png"]);
    expect(remarks).toEqual([
      ["labeledByTable", 2],
      ["photosWithoutLabel", 2],
      ["labelsWithoutPhoto", 2],
      ["labelsContradict", 1],
    ]);
  });

  test("are as they were if it says nothing about them, or about few of them", async () => {
    for (const table of ["a,b,c\n1,2,3\n", "1.png,cats\n", "", "x"])
      expect((await labeled(table)).paths).toEqual([...photos.map(pathOf), "all/labels.csv"]);
  });

  test("are found in UTF-16", async () => {
    const text = "\uFEFFimage\tlabel\r\n1.png\tkatzé\r\n2.png\t猫\r\n";
    const bytes = new Uint8Array(new Uint16Array([...text].map((letter) => letter.charCodeAt(0))).buffer);
    expect((await labeled(bytes)).paths).toEqual(["katzé/1.png", "猫/2.png"]);
  });
});
