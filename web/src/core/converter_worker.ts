// Conversions of model files in a worker of their own, which ends with the conversion; that frees its memory.
import { Client } from "./client.ts";
import type { ConvertRequest } from "./protocol.ts";
import type { ConvertOptions } from "./worker_context.ts";

// Converts a file in a new worker. Throws a CallError with what the core says about the file. To be called in a worker.
export async function convertInNewWorker(request: ConvertRequest, options: ConvertOptions): Promise<Blob> {
  // The script of this worker, which the page has loaded.
  const createWorker = () => new Worker(self.location.href, { type: "module", name: "converter" });
  const client = new Client(createWorker, () => {});
  try {
    return (await client.call("convertModel", request, options)).file;
  } finally {
    client.dispose();
  }
}
