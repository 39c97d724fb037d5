import { afterEach, expect, test, vi } from "vitest";
import { cameraFault, hasCamera, stopCamera } from "./camera.ts";
import { say } from "../words/words.ts";

afterEach(() => vi.unstubAllGlobals());

test("the camera is unavailable if the browser does not offer one, as on a page without HTTPS", () => {
  vi.stubGlobal("navigator", {});
  expect(hasCamera()).toBe(false);
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia: () => {} } });
  expect(hasCamera()).toBe(true);
});

test.each([
  ["NotAllowedError", /may not use the camera/],
  ["NotFoundError", /no camera/],
  ["NotReadableError", /another program/],
  ["TypeError", /out of luck/],
])("%s has a message", (name, words) => {
  expect(say(cameraFault(Object.assign(new Error("out of luck"), { name })))).toMatch(words);
});

test("stopCamera stops every track of the stream", () => {
  const tracks = [{ stop: vi.fn() }, { stop: vi.fn() }];
  stopCamera({ getTracks: () => tracks } as unknown as MediaStream);
  for (const { stop } of tracks) expect(stop).toHaveBeenCalledOnce();
});
