// Whether the visitor has chosen that convolutions are direct sums: slower, but rounded less coarsely.

const kExact = "alexnet-exact";

export function storedExact(): boolean {
  try {
    return localStorage.getItem(kExact) !== null;
  } catch {
    return false; // a browser may forbid storage
  }
}

export function rememberExact(exact: boolean): void {
  try {
    if (exact) localStorage.setItem(kExact, "1");
    else localStorage.removeItem(kExact);
  } catch {
    // the choice lasts only as long as the page
  }
}
