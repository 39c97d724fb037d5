// Where a model's bytes come from: a file of the visitor's, or an address on this site.
import { Refusal } from "./heap.ts";
import type { ModelSource } from "./protocol.ts";

export interface OpenSource {
  stream: ReadableStream<Uint8Array>;
  size: number | null;
}

export function modelName(source: ModelSource): string {
  if (source.kind === "file") return source.file.name;
  return decodeURIComponent(new URL(source.url).pathname.split("/").pop() || source.url);
}

// An absolute address on this site, or a Refusal in words.
export function addressOnThisSite(text: string, base: string): string {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    throw new Refusal(["noAddress", text]);
  }
  if (url.origin !== new URL(base).origin) {
    throw new Refusal(["otherServer", url.host]);
  }
  return url.href;
}

export async function openSource(source: ModelSource, signal: AbortSignal): Promise<OpenSource> {
  if (source.kind === "file") return { stream: source.file.stream(), size: source.file.size };
  const url = addressOnThisSite(source.url, self.location.href);
  let response: Response;
  try {
    // So that no redirect leads elsewhere either. The browser itself compares the bytes with their hash, where there is one.
    response = await fetch(url, { signal, mode: "same-origin", integrity: source.integrity ?? "" });
  } catch {
    throw new Refusal(source.integrity ? ["noAnswerOrOther"] : ["noAnswer"]);
  }
  if (response.status === 404) throw new Refusal(["noFile"]);
  if (!response.ok || !response.body)
    throw new Refusal(["serverSaid", `${response.status} ${response.statusText}`.trim()]);
  // The length of a compressed answer says nothing about the file's.
  const length = response.headers.has("content-encoding") ? null : response.headers.get("content-length");
  return { stream: response.body, size: length === null ? null : Number(length) };
}
