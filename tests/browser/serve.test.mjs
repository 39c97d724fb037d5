// tools/serve: headers, ranges of files, and no access outside its folder.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { serve, temporary } from "./support.mjs";

const folder = join(temporary, "serve");
let server;

before(async () => {
  mkdirSync(join(folder, "assets"), { recursive: true });
  writeFileSync(
    join(folder, "index.html"),
    `<meta http-equiv="Content-Security-Policy" content="default-src 'self'" />`,
  );
  writeFileSync(join(folder, "digits.bin"), "0123456789");
  writeFileSync(join(folder, "empty.bin"), "");
  writeFileSync(join(folder, "core.wasm"), "");
  writeFileSync(join(folder, "assets/index-DdrcBkUL.js"), "");
  writeFileSync(join(temporary, "secret.txt"), "secret");
  server = await serve(folder);
});
after(() => server?.stop());

// Requests an address as it is; fetch() would normalize it.
function get(path, { method = "GET", headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const call = request(server.url + path, { method, headers, path }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () =>
        resolve({
          ...response,
          status: response.statusCode,
          headers: response.headers,
          body: String(Buffer.concat(parts)),
        }),
      );
    });
    call.on("error", reject).end();
  });
}

describe("tools/serve", () => {
  test("isolates the page and sends the policy that index.html states", async () => {
    const { headers, status } = await get("/");
    assert.equal(status, 200);
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
    assert.equal(headers["cross-origin-embedder-policy"], "require-corp");
    assert.equal(headers["content-security-policy"], "default-src 'self'");
  });

  test("with --builder, a file of the core that is absent is waited for until its builder has ended", async () => {
    const builder = spawn("cat", { stdio: ["pipe", "ignore", "inherit"] }); // runs until its input ends
    const building = await serve(folder, "--builder", String(builder.pid));
    const status = async (path) => (await fetch(building.url + path)).status;
    assert.equal(await status("/missing.txt"), 404);
    const [converter, never] = [status("/core/converter.wasm"), status("/core/never.wasm")];
    const early = await Promise.race([converter, never, sleep(500, "waiting")]);
    assert.equal(early, "waiting");
    mkdirSync(join(folder, "core"));
    writeFileSync(join(folder, "core/converter.wasm"), "");
    assert.equal(await converter, 200);
    builder.stdin.end();
    assert.equal(await never, 404);
    building.stop();
  });

  test("sends none of that with --no-isolation", async () => {
    const plain = await serve(folder, "--no-isolation");
    const { headers } = await fetch(plain.url);
    for (const name of ["cross-origin-opener-policy", "cross-origin-embedder-policy", "content-security-policy"]) {
      assert.equal(headers.get(name), null);
    }
    plain.stop();
  });

  test("sends the media type that lets WebAssembly compile while it streams", async () => {
    assert.equal((await get("/core.wasm")).headers["content-type"], "application/wasm");
  });

  test("allows caching without revalidation only for files named by their content", async () => {
    assert.match((await get("/assets/index-DdrcBkUL.js")).headers["cache-control"], /immutable/);
    const { headers } = await get("/digits.bin");
    assert.equal(headers["cache-control"], "no-cache");
    assert.equal((await get("/digits.bin", { headers: { "If-None-Match": headers.etag } })).status, 304);
  });

  for (const [range, status, body] of [
    ["bytes=2-4", 206, "234"],
    ["bytes=7-", 206, "789"],
    ["bytes=-2", 206, "89"],
    ["bytes=8-99", 206, "89"],
    ["bytes=10-", 416, ""],
    ["lines=1-2", 200, "0123456789"],
  ]) {
    test(`answers "${range}" with ${status}`, async () => {
      const answer = await get("/digits.bin", { headers: { Range: range } });
      assert.deepEqual({ status: answer.status, body: answer.body }, { status, body });
    });
  }

  test("answers HEAD, an empty file, a wrong method and a missing file", async () => {
    const head = await get("/digits.bin", { method: "HEAD" });
    assert.deepEqual([head.status, head.headers["content-length"], head.body], [200, "10", ""]);
    assert.deepEqual([(await get("/empty.bin")).status, (await get("/empty.bin")).body], [200, ""]);
    assert.equal((await get("/", { method: "POST" })).status, 405);
    assert.equal((await get("/none")).status, 404);
    assert.equal((await get("/assets")).status, 404);
  });

  for (const path of [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/%00",
    "/%zz",
    "//etc/passwd",
  ]) {
    test(`gives nothing for ${path}`, async () => assert.equal((await get(path)).status, 404));
  }
});
