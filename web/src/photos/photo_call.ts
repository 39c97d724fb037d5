// Calls of the worker that take a photo. What the worker cannot decode but the page can is decoded here, and the call repeated.
import { type Call, CallError } from "../core/client.ts";
import type { RequestName } from "../core/worker_messages.ts";
import type { CoreErrorMessage } from "../words/words.ts";

// What is the same for all calls.
type AnyCall = (name: RequestName, request: object, options?: object) => Promise<unknown>;

// Returns a call that draws photos which the core refuses because they are SVG files. The drawing is loaded only then.
export function drawingSvg(call: Call): Call {
  const callWorker = call as AnyCall;
  const callWithDrawing: AnyCall = async (name, request, options) => {
    try {
      return await callWorker(name, request, options);
    } catch (error) {
      const photo = "photo" in request ? request.photo : null;
      if (!(photo instanceof Blob) || !isSvgRefusal(error)) throw error;
      const { drawSvg } = await import("./svg.ts");
      return callWorker(name, { ...request, photo: await drawSvg(photo) }, options);
    }
  };
  return callWithDrawing as Call;
}

function isSvgRefusal(error: unknown): boolean {
  return error instanceof CallError && (error.reason as Partial<CoreErrorMessage>).args?.format === "SVG";
}
