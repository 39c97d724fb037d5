// The camera: its video stream, a frame of it as an image file, and the messages for what can go wrong.
import type { Message } from "../words/words.ts";
import { LocalizedError, reasonOf } from "./localized_error.ts";

const kQuality = 0.92;
let taken = 0;

// Returns whether the browser offers a camera: it does so only on HTTPS pages and on localhost.
export function hasCamera(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

// Opens the camera, preferably the one on the back of a phone. Rejects if there is none or the visitor refuses.
export function openCamera(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: "environment" } }, audio: false });
}

export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

// Returns the current frame of `video` as a JPEG file.
export async function takePhoto(video: HTMLVideoElement): Promise<File> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")!.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", kQuality));
  if (!blob) throw new LocalizedError(["cameraNoPhoto"]);
  return new File([blob], `camera ${++taken}.jpg`, { type: "image/jpeg" });
}

export function cameraFault(error: unknown): Message {
  if (error instanceof LocalizedError) return reasonOf(error);
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return ["cameraRefused"];
  if (name === "NotFoundError" || name === "OverconstrainedError") return ["cameraMissing"];
  if (name === "NotReadableError" || name === "AbortError") return ["cameraBusy"];
  return ["cameraFailed", error instanceof Error ? error.message : String(error)];
}
