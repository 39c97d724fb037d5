// The messages between the page and its worker, derived from the table of methods.
import type { Message } from "../words/words.ts";
import type { Methods } from "./methods.ts";

export type RequestName = keyof Methods;
export type RequestOf<N extends RequestName> = Parameters<Methods[N]>[0];
export type ResponseOf<N extends RequestName> = Awaited<ReturnType<Methods[N]>>;
export type ProgressOf<N extends RequestName> = N extends RequestName // for each member of a union
  ? Parameters<Methods[N]>[1] extends { report: (progress: infer P) => void }
    ? P
    : never
  : never;

export type RequestMessage =
  { [N in RequestName]: { id: number; name: N; request: RequestOf<N> } }[RequestName] | { id: number; name: "cancel" };

export type ReplyMessage =
  | { id: number; response: ResponseOf<RequestName> }
  | { id: number; fault: Fault }
  | { id: 0; lock: string } // no reply: the name of a lock that is free once the worker has ended
  | { id: number; progress: ProgressOf<RequestName> };

export interface Fault {
  kind: "refused" | "cancelled" | "lost"; // lost: the worker cannot continue
  message: Message;
}
