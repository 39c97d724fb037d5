// The light and dark themes. The system's preference applies until the visitor chooses.

export type Theme = "light" | "dark";
const kTheme = "alexnet-theme";

export function storedTheme(): Theme | null {
  try {
    const theme = localStorage.getItem(kTheme);
    return theme === "light" || theme === "dark" ? theme : null;
  } catch {
    return null; // a browser may forbid storage
  }
}

export function applyTheme(theme: Theme | null): void {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

export function toggleTheme(): void {
  const system: Theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const theme: Theme = (document.documentElement.dataset.theme ?? system) === "dark" ? "light" : "dark";
  applyTheme(theme);
  try {
    localStorage.setItem(kTheme, theme);
  } catch {
    // the choice lasts only as long as the page
  }
}
