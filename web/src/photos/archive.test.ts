import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listArchive } from "./archive.ts";
import { checksum } from "./zip.ts";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "alexnet-archive-"))));
afterAll(() => rmSync(folder, { recursive: true }));

const random = (size: number) => Buffer.from(Array.from({ length: size }, (_, i) => (i * i * 31) & 255));
const contents: Record<string, Buffer> = {
  "pets/cats/1.jpg": random(5000),
  "pets/dogs/2 é.jpg": Buffer.alloc(3000, "x"),
  "pets/empty.png": Buffer.alloc(0),
  [`pets/${"long/".repeat(30)}${"n".repeat(120)}.jpg`]: random(9),
};

function written(): string {
  const root = join(folder, "tree");
  for (const [path, bytes] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

async function unpacked(bytes: Uint8Array, name: string): Promise<Record<string, Buffer>> {
  const files = await listArchive(new File([Uint8Array.from(bytes)], name), []);
  const read: Record<string, Buffer> = {};
  for (const file of files) {
    read[[...file.folders, file.name].join("/")] = Buffer.from(await (await file.open()).arrayBuffer());
  }
  return read;
}
const expected = () => contents;

// A zip of one member, with the fields that a test chooses.
interface MemberFields {
  name?: Buffer;
  data?: Buffer;
  size?: number;
  crc?: number;
  method?: number;
  flags?: number;
}
function zipOf({
  name = Buffer.from("a.png"),
  data = deflateRawSync(Buffer.from("hello")),
  ...fields
}: MemberFields): Buffer {
  const { size = 5, crc = checksum(Buffer.from("hello")), method = 8, flags = 0 } = fields;
  const common = Buffer.alloc(26);
  common.writeUInt16LE(flags, 2);
  common.writeUInt16LE(method, 4);
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(size, 18);
  common.writeUInt16LE(name.length, 22);
  const member = Buffer.concat([Buffer.from("PK\x03\x04"), common, name, data]);
  const entry = Buffer.concat([Buffer.from("PK\x01\x02\0\0"), common, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(member.length, 16);
  return Buffer.concat([member, entry, end]);
}

describe("a zip", () => {
  test("of another program is read to the byte, stored and deflated", async () => {
    const script = `import sys, zipfile, os
out, root, method = sys.argv[1:]
with zipfile.ZipFile(out, "w", int(method)) as z:
    for folder, _, names in os.walk(root):
        for name in names: z.write(os.path.join(folder, name), os.path.relpath(os.path.join(folder, name), root))`;
    for (const method of ["0", "8"]) {
      const out = join(folder, `${method}.zip`);
      execFileSync("python3", ["-c", script, out, written(), method]);
      expect(await unpacked(readFileSync(out), "data.zip")).toEqual(expected());
    }
  });

  test("with 64-bit numbers is read", async () => {
    const script = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    with z.open("a.png", "w", force_zip64=True) as f: f.write(b"hello")`;
    execFileSync("python3", ["-c", script, join(folder, "64.zip")]);
    expect(await unpacked(readFileSync(join(folder, "64.zip")), "d.zip")).toEqual({ "a.png": Buffer.from("hello") });
  });

  test("whose names are not UTF-8, or lead outside, keeps them as labels", async () => {
    const names = ["\xc4\xe3/a\xff.png", "../../b.png", "c\\d.png"].map((name) => Buffer.from(name, "latin1"));
    const read = await Promise.all(names.map((name) => unpacked(zipOf({ name }), "d.zip")));
    expect(read.map((one) => Object.keys(one)[0])).toEqual(["\\xC4\\xE3/a\\xFF.png", "b.png", "c/d.png"]);
  });

  test.each([
    ["with a wrong checksum", zipOf({ crc: 1 }), /is damaged in its archive/],
    ["with more bytes than stated", zipOf({ data: deflateRawSync(Buffer.alloc(1e6)) }), /is damaged in its archive/],
    ["with fewer bytes than stated", zipOf({ size: 50 }), /is damaged in its archive/],
    ["a bomb", zipOf({ size: 2 ** 29, data: deflateRawSync(Buffer.alloc(1e5)) }), /is damaged in its archive/],
    ["of a member that is too large", zipOf({ size: 2 ** 30 }), /limit/],
    ["with damaged data", zipOf({ data: Buffer.from("garbage") }), /is damaged in its archive/],
    ["that is encrypted", zipOf({ flags: 1 }), /encrypted/],
    ["of another method", zipOf({ method: 14 }), /\(14\)/],
    ["that is cut short", zipOf({}).subarray(0, 40), /cut short/],
    [
      "whose list is damaged",
      Buffer.concat([zipOf({}).subarray(0, -6), Buffer.from([255, 255, 255, 0, 0, 0])]),
      /damaged/,
    ],
  ])("%s is refused", async (_, bytes, reason) => {
    await expect(unpacked(bytes, "d.zip")).rejects.toThrow(reason);
  });
});

test("an archive of several folders has its own name as a folder; litter beside a folder does not count", async () => {
  const pack = (...paths: string[]) => {
    const out = join(folder, "several.tar");
    const root = join(folder, "several");
    for (const path of paths) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), "x");
    }
    execFileSync("tar", ["-cf", out, "-C", root, ...paths]);
    return unpacked(readFileSync(out), "pets.tar").then(Object.keys);
  };
  expect(await pack("cats/1.jpg", "dogs/2.jpg")).toEqual(["pets/cats/1.jpg", "pets/dogs/2.jpg"]);
  expect(await pack("all/cats/1.jpg", "__MACOSX/all/._1.jpg")).toEqual(["all/cats/1.jpg", "__MACOSX/all/._1.jpg"]);
});

describe("a tar", () => {
  test.each(["ustar", "pax", "gnu", "v7"])("of the format %s is read to the byte", async (format) => {
    const out = join(folder, `${format}.tar`);
    const root = written();
    const isShort = format === "v7" || format === "ustar"; // without room for long names
    const names = Object.keys(contents).filter((name) => !isShort || name.length < 90);
    execFileSync("tar", ["--format", format, "-cf", out, "-C", root, ...names]);
    const short = Object.fromEntries(Object.entries(expected()).filter(([name]) => names.includes(name)));
    expect(await unpacked(readFileSync(out), "data.tar")).toEqual(short);
  });

  test("that is damaged or cut short is refused", async () => {
    const out = join(folder, "cut.tar");
    execFileSync("tar", ["-cf", out, "-C", written(), "pets/cats/1.jpg"]);
    const bytes = readFileSync(out);
    await expect(unpacked(bytes.subarray(0, 2000), "d.tar")).rejects.toThrow(/cut short/);
    await expect(unpacked(Buffer.concat([bytes.subarray(0, 5632), random(512)]), "d.tar")).rejects.toThrow(/damaged/);
    await expect(unpacked(random(4096), "d.tar")).rejects.toThrow(/not an archive/);
  });
});
