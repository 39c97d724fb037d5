// The light and dark themes. The system's preference applies until the visitor chooses.

export type Theme = "light" | "dark";
const kTheme = "alexnet-theme";

function storedTheme(): Theme | null {
  try {
    const theme = localStorage.getItem(kTheme);
    return theme === "light" || theme === "dark" ? theme : null;
  } catch {
    return null; // a browser may forbid storage
  }
}

// Shows the theme, and follows the system's preference while the visitor has not chosen.
export function followTheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => show(storedTheme() ?? (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", apply);
  apply();
}

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

export function toggleTheme(): void {
  const theme: Theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  show(theme);
  try {
    localStorage.setItem(kTheme, theme);
  } catch {
    // the choice lasts only as long as the page
  }
}
