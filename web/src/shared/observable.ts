// A base class for objects that notify listeners of changes.
export class Observable {
  #listeners = new Set<() => void>();

  // Returns a function that ends the subscription.
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
