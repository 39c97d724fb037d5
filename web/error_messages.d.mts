export interface ErrorMessage {
  code: string;
  wording: string; // English, with {placeholders}
  placeholders: string[]; // sorted
}
export function readErrorMessages(): ErrorMessage[];
export function parse(text: string): ErrorMessage[];
export function placeholdersOf(wording: string): string[];
