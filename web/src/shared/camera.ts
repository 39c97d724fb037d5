// Photos from the camera: its stream, a picture of it as a file like any other, and what goes wrong in words.
import type { Message } from "../words/words.ts";

const kQuality = 0.92;
let taken = 0;

// Without HTTPS (or localhost) a browser does not offer it.
export function hasCamera(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

// The one that looks away from the visitor, where there are two.
export function openCamera(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: "environment" } }, audio: false });
}

export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

export async function takePhoto(video: HTMLVideoElement): Promise<File> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")!.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", kQuality));
  if (!blob) throw new Error("the browser made no JPEG of the picture");
  return new File([blob], `camera ${++taken}.jpg`, { type: "image/jpeg" });
}

export function cameraFault(error: unknown): Message {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return ["cameraRefused"];
  if (name === "NotFoundError" || name === "OverconstrainedError") return ["cameraMissing"];
  if (name === "NotReadableError" || name === "AbortError") return ["cameraBusy"];
  return ["cameraFailed", error instanceof Error ? error.message : String(error)];
}
