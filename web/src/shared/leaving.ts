// Asks before the page is left while something would be lost.

// Returns a function to call after every change of what `isNeeded` depends on. The listener is there only while it is needed: browsers
// do not keep a page with one, which the visitor could come back to.
export function askBeforeLeaving(
  window: Pick<Window, "addEventListener" | "removeEventListener">,
  isNeeded: () => boolean,
) {
  const ask = (event: Event) => event.preventDefault();
  let isAsking = false;
  return () => {
    if (isNeeded() === isAsking) return;
    isAsking = !isAsking;
    if (isAsking) window.addEventListener("beforeunload", ask);
    else window.removeEventListener("beforeunload", ask);
  };
}
