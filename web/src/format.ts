// Numbers as people read them.

export function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(value >= 0.1 || value === 0 ? 1 : 2)} MB`;
}

export function percent(probability: number): string {
  if (probability > 0 && probability < 0.0005) return "< 0.1 %";
  return `${(probability * 100).toFixed(1)} %`;
}

export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
}

// A span of time as people say it.
export function duration(seconds: number): string {
  if (seconds < 1) return "under a second";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

export function count(value: number, singular: string, plural = `${singular}s`): string {
  return `${value.toLocaleString("en-US")} ${value === 1 ? singular : plural}`;
}

export function millions(value: number): string {
  return value >= 1e6 ? `${(value / 1e6).toFixed(1)} million` : value.toLocaleString("en-US");
}

// What is said after a name: the core's reasons go on with the sentence ("is empty"), others are sentences themselves.
export function reasonAfterName(reason: string): string {
  return `${/^[a-z]/.test(reason) ? " " : ": "}${sentence(reason)}`;
}

export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
