// Returns which generated files differ from what the header says, relative to the repository.
export function outdated(): Promise<string[]>;
