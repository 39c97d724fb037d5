// The visitor's language: the one in the address, else the one chosen earlier, else the one that the browser prefers.
import { choose, kTags, type Language, words } from "../words/words.ts";

const kLanguage = "alexnet-language";

export function languageOf(text: string | null): Language | null {
  const language = /^(en|zh)\b/i.exec(text ?? "")?.[1];
  return language ? (language.toLowerCase() as Language) : null;
}

export function storedLanguage(): Language | null {
  try {
    return languageOf(localStorage.getItem(kLanguage));
  } catch {
    return null; // a browser may forbid storage
  }
}

// Returns the first of the browser's preferred languages that the page has.
export function preferredLanguage(preferences: readonly string[]): Language {
  return preferences.map(languageOf).find((language) => language !== null) ?? "en";
}

export function applyLanguage(language: Language): void {
  choose(language);
  document.documentElement.lang = kTags[language];
  document.querySelector("meta[name=description]")?.setAttribute("content", words().page.description);
}

// Stores the choice for later visits, and corrects an address that names another language.
export function rememberLanguage(language: Language): void {
  const address = new URL(location.href);
  if (address.searchParams.has("lang")) {
    address.searchParams.set("lang", language);
    history.replaceState(null, "", address);
  }
  try {
    localStorage.setItem(kLanguage, language);
  } catch {
    // the choice lasts only as long as the page
  }
}
