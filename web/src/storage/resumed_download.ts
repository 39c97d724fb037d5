// Downloads that go on after the connection has broken off.
import { LocalizedError } from "../shared/localized_error.ts";

const kPausesMs = [300, 1000, 3000, 6000, 12_000]; // before each further try without a byte between them

export interface Download {
  url: string;
  signal: AbortSignal;
  size: number | null; // of the file; null if the host does not say it
  version: string | null; // the ETag of the response; another one is another file
}

// Returns the bytes of the file, of which `body` is the first response. Where it breaks off, the rest is requested.
export function resumed(body: ReadableStream<Uint8Array>, download: Download): ReadableStream<Uint8Array> {
  let reader = body.getReader();
  let loaded = 0;
  let tries = 0;
  // Requests the rest. Returns whether there may be more.
  const goOn = async (reason: unknown): Promise<void> => {
    const pause = kPausesMs[tries++];
    if (download.signal.aborted || pause === undefined) throw download.signal.aborted ? reason : brokenOff(loaded);
    await new Promise((resolve) => setTimeout(resolve, pause));
    const rest = await restOf(download, loaded).catch((error) =>
      error instanceof LocalizedError ? throwIt(error) : null,
    );
    if (rest) reader = rest.getReader();
    else await goOn(reason);
  };
  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        try {
          const { done, value } = await reader.read();
          // Some browsers end a broken response as if it were whole.
          if (done && (loaded >= (download.size ?? 0) || tries > 0)) return controller.close();
          if (!done) {
            [loaded, tries] = [loaded + value.length, 0];
            return controller.enqueue(value);
          }
          await goOn(null);
        } catch (error) {
          if (error instanceof LocalizedError || download.signal.aborted) throw error;
          await goOn(error);
        }
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

function throwIt(error: unknown): never {
  throw error;
}

const brokenOff = (loaded: number) => new LocalizedError(["brokenOff", `${(loaded / 1e6).toFixed(1)} MB`]);

// Returns the bytes from `loaded` on. A host that sends the whole file is read up to there.
async function restOf({ url, signal, version }: Download, loaded: number): Promise<ReadableStream<Uint8Array>> {
  const headers: Record<string, string> = { Range: `bytes=${loaded}-` };
  if (version?.startsWith('"')) headers["If-Range"] = version;
  const response = await fetch(url, { signal, mode: "same-origin", headers });
  if (response.status === 416) return new Response("").body!; // the file ends here
  if (!response.ok || !response.body) throw new Error(`${response.status}`);
  if (version !== null && response.headers.get("etag") !== version) throw new LocalizedError(["otherFile"]);
  return response.status === 206 ? response.body : withoutStart(response.body, loaded);
}

function withoutStart(stream: ReadableStream<Uint8Array>, count: number): ReadableStream<Uint8Array> {
  let left = count;
  return stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, controller) {
        const skipped = Math.min(left, bytes.length);
        left -= skipped;
        if (skipped < bytes.length) controller.enqueue(bytes.subarray(skipped));
      },
    }),
  );
}
