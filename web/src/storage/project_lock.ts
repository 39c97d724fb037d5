// The right to change the stored project: one page of this browser has it at a time. It is a Web Lock of the page, not of its worker:
// the lock of a terminated worker lasts two seconds longer in Chromium.

const kName = "alexnet-project"; // of the lock and of the channel
const kRelease = "release"; // the message of a page that wants the project
const kPatienceMs = 5000; // for the owner to store its work; after that the lock is taken from it

export interface Owner {
  // Called when the right was granted later than acquire() answered.
  granted: () => void;
  // Stores everything, and ends all changes. Called before the right is passed on; `isTaken` if it is lost already.
  release: (isTaken: boolean) => Promise<void>;
}

// The parts of the browser that are used.
export interface LockBrowser {
  locks: Pick<LockManager, "request"> | undefined; // undefined on an insecure page
  channel: () => Pick<BroadcastChannel, "postMessage" | "onmessage">;
}

export const browserLocks: LockBrowser = {
  locks: typeof navigator === "undefined" ? undefined : navigator.locks,
  channel: () => new BroadcastChannel(kName),
};

export class ProjectLock {
  #browser: LockBrowser;
  #owner: Owner | null = null;
  #channel: ReturnType<LockBrowser["channel"]> | null = null;
  #letGo: (() => void) | null = null; // while this page has the right
  #waiting: AbortController | null = null;

  constructor(browser: LockBrowser) {
    this.#browser = browser;
  }

  // Returns whether this page has the right now. If another page has it, granted() is called once that page is closed or gives it up.
  async acquire(owner: Owner): Promise<boolean> {
    this.#owner = owner;
    const { locks } = this.#browser;
    if (!locks) return true;
    this.#channel = this.#browser.channel();
    this.#channel.onmessage = ({ data }) => void (data === kRelease && this.#release());
    const isGranted = await new Promise<boolean>((resolve) => void this.#request({ ifAvailable: true }, resolve));
    if (!isGranted) this.#wait();
    return isGranted;
  }

  // Asks the owner to store its work and give the right up; takes it if the owner does not answer. granted() is called then.
  takeOver(): void {
    this.#channel?.postMessage(kRelease);
    const waiting = this.#waiting;
    setTimeout(() => {
      if (this.#waiting !== waiting || !waiting) return; // granted meanwhile
      waiting.abort();
      void this.#request({ steal: true }, () => this.#owner?.granted());
    }, kPatienceMs);
  }

  #wait(): void {
    const waiting = new AbortController();
    this.#waiting = waiting;
    void this.#request({ signal: waiting.signal }, () => {
      this.#waiting = null;
      this.#owner?.granted();
    });
  }

  // Calls `tell` once the answer is known, and keeps the lock until #letGo() or until another page takes it.
  async #request(options: LockOptions, tell: (isGranted: boolean) => void): Promise<void> {
    let isHeld = false;
    const hold = (lock: Lock | null) => {
      if (!lock) return tell(false);
      isHeld = true;
      const released = new Promise<void>((resolve) => (this.#letGo = resolve));
      tell(true);
      return released;
    };
    try {
      await this.#browser.locks!.request(kName, options, hold);
    } catch {
      if (!isHeld) return; // the request was aborted
      this.#letGo = null;
      await this.#owner?.release(true);
      this.#wait();
    }
  }

  async #release(): Promise<void> {
    const letGo = this.#letGo;
    if (!letGo) return;
    this.#letGo = null;
    await this.#owner?.release(false);
    letGo();
    this.#wait();
  }
}
