// Recognizes model files of this program: .safetensors files with the description of the network, which the core opens by itself. All
// others, also damaged ones, go through the converter, which says what is wrong with them.

export const kSavedEnding = ".safetensors";

const kLengthBytes = 8; // of the header, which is JSON
const kMostHeaderBytes = 64e6;
const kClassesWithNames = "1000"; // a model without labels gets those of ImageNet in the converter

// Whether the start of a file is that of such a model, with its whole header.
export function isSavedStart(start: Uint8Array): boolean {
  const end = headerEnd(start);
  if (end === null || start.length < end) return false;
  try {
    const header = JSON.parse(new TextDecoder().decode(start.subarray(kLengthBytes, end)));
    const { variant, classes, labels } = header.__metadata__ ?? {};
    return variant !== undefined && classes !== undefined && (labels !== undefined || classes !== kClassesWithNames);
  } catch {
    return false;
  }
}

// The offset of the header's end; null if the file cannot be of this format.
function headerEnd(start: Uint8Array): number | null {
  if (start.length <= kLengthBytes || start[kLengthBytes] !== 0x7b) return null;
  const length = new DataView(start.buffer, start.byteOffset).getBigUint64(0, true);
  return length > kMostHeaderBytes ? null : kLengthBytes + Number(length);
}

// Examines a file.
export async function isSavedFile(file: Blob): Promise<boolean> {
  const end = headerEnd(await bytesOf(file.slice(0, kLengthBytes + 1)));
  return end !== null && isSavedStart(await bytesOf(file.slice(0, end)));
}

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

// Examines a stream, and returns one with the same bytes.
export async function recognize(
  stream: ReadableStream<Uint8Array>,
): Promise<{ isSaved: boolean; stream: ReadableStream<Uint8Array> }> {
  const reader = stream.getReader();
  let start = new Uint8Array();
  for (let needed = kLengthBytes + 1; start.length < needed; needed = headerEnd(start) ?? needed) {
    const { done, value } = await reader.read();
    if (done) break;
    start = start.length === 0 ? new Uint8Array(value) : joined(start, value);
    if (start.length > kLengthBytes && headerEnd(start) === null) break;
  }
  return { isSaved: isSavedStart(start), stream: continued(start, reader) };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function continued(start: Uint8Array, reader: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (start.length > 0) controller.enqueue(start);
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
