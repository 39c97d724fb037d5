// The visitor's language: what the address asks for, what was chosen before, or what the browser prefers.
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

// The first of those that the browser prefers and the page has.
export function preferredLanguage(preferences: readonly string[]): Language {
  return preferences.map(languageOf).find((language) => language !== null) ?? "en";
}

export function applyLanguage(language: Language): void {
  choose(language);
  document.documentElement.lang = kTags[language];
  document.title = words().page.title;
  document.querySelector("meta[name=description]")?.setAttribute("content", words().page.description);
}

// It outlasts the visit, and the wish of an address that was opened with another one.
export function rememberLanguage(language: Language): void {
  const address = new URL(location.href);
  if (address.searchParams.has("lang")) {
    address.searchParams.set("lang", language);
    history.replaceState(null, "", address);
  }
  try {
    localStorage.setItem(kLanguage, language);
  } catch {
    // then it lasts as long as the page
  }
}
