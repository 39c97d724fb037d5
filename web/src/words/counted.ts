// 12,345, in English as in Chinese. By hand: the browser's own formatter takes 0.1 s when it is first asked, and then somebody waits
// for the first answer.
export function whole(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

// So many of them, as it is written in English.
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${whole(value)} ${value === 1 ? singular : plural}`;
}
