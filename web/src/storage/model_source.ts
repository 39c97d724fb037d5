// The source of a model's bytes: a file of the visitor, or an address on this site.
import { LocalizedError } from "../shared/localized_error.ts";
import type { ModelSource } from "../core/protocol.ts";
import { resumed } from "./resumed_download.ts";

export interface OpenSource {
  stream: ReadableStream<Uint8Array>;
  size: number | null;
}

export type OnBytes = (loaded: number, size: number | null) => void;

export function modelName(source: ModelSource): string {
  if (source.kind === "file") return source.file.name;
  return decodeURIComponent(new URL(source.url).pathname.split("/").pop() || source.url);
}

// Returns the absolute address. Throws a LocalizedError if it is malformed or on another site.
export function addressOnThisSite(text: string, base: string): string {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    throw new LocalizedError(["noAddress", text]);
  }
  if (url.origin !== new URL(base).origin) {
    throw new LocalizedError(["otherServer", url.host]);
  }
  return url.href;
}

export function serverError({ status, statusText }: Response): LocalizedError {
  return new LocalizedError(["serverError", `${status} ${statusText}`.trim()]);
}

// Opens a stream of the model's bytes. An address with a hash is fetched completely and verified first, while the core is being
// compiled; any other model, which may be far larger, is streamed.
export async function openSource(source: ModelSource, signal: AbortSignal, onBytes: OnBytes): Promise<OpenSource> {
  if (source.kind === "file") return { stream: source.file.stream(), size: source.file.size };
  const url = addressOnThisSite(source.url, self.location.href);
  const hashes = "subtle" in crypto; // on secure pages; elsewhere the browser verifies the file, which takes longer
  let response: Response;
  try {
    // same-origin also forbids redirects to other sites.
    response = await fetch(url, { signal, mode: "same-origin", integrity: hashes ? "" : (source.integrity ?? "") });
  } catch {
    throw new LocalizedError([source.integrity && !hashes ? "noAnswerOrOther" : "noAnswer"]);
  }
  if (response.status === 404) throw new LocalizedError(["noFile"]);
  if (!response.ok || !response.body) throw serverError(response);
  // The length of a compressed response is not the length of the file.
  const isCompressed = response.headers.has("content-encoding");
  const length = isCompressed ? null : response.headers.get("content-length");
  const size = length === null ? null : Number(length);
  const body = resumed(response.body, { url, signal, size, version: response.headers.get("etag") });
  if (!source.integrity || !hashes) return { stream: body, size };
  const whole = await wholeOf(body, (loaded) => onBytes(loaded, size));
  if ((await integrityOf(whole)) !== source.integrity) throw new LocalizedError(["otherFile"]);
  return { stream: streamOf(whole), size: whole.length };
}

// Collects a stream outside of the memory of scripts, where browsers keep blobs.
export async function blobOf(stream: ReadableStream<Uint8Array>, onBytes: (loaded: number) => void): Promise<Blob> {
  let loaded = 0;
  const counted = stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, controller) {
        onBytes((loaded += bytes.length));
        controller.enqueue(bytes);
      },
    }),
  );
  return new Response(counted as ReadableStream<Uint8Array<ArrayBuffer>>).blob();
}

// Fetches a part of a model from beside its address.
export async function fetchPart(model: string, name: string, signal: AbortSignal): Promise<Blob> {
  const path = name.split("/").map(encodeURIComponent).join("/");
  const { stream } = await openSource({ kind: "url", url: new URL(path, model).href }, signal, () => {});
  return blobOf(stream, () => {});
}

function streamOf(whole: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(whole);
      controller.close();
    },
  });
}

async function integrityOf(bytes: BufferSource): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256-${btoa(String.fromCharCode(...hash))}`;
}

async function wholeOf(stream: ReadableStream<Uint8Array>, onBytes: (loaded: number) => void) {
  const pieces: Uint8Array[] = [];
  let loaded = 0;
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    onBytes((loaded += value.length));
  }
  const whole = new Uint8Array(loaded);
  for (const piece of pieces.reverse()) whole.set(piece, (loaded -= piece.length));
  return whole;
}
