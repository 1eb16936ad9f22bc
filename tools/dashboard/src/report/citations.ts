/// Finds citations in a model's text.

const group = /\s*[([](S\d+(?:\s*[,;/&+]\s*S\d+)*)[)\]]([.,;:]?)/g;
const id = /S\d+/g;

/// Plain text and groups of source ids, in turn, each group after the mark
/// that ends its sentence. Only ids in brackets count: a bare S3 may be a
/// product.
export function splitCitations(text: string): (string | string[])[] {
  const parts: (string | string[])[] = [];
  let from = 0;
  for (const match of text.matchAll(group)) {
    const [whole, ids = "", mark = ""] = match;
    parts.push(text.slice(from, match.index) + mark, idsIn(ids));
    from = match.index + whole.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part.length > 0);
}

/// Whether the texts cite each of these already.
export function areCited(ids: string[], texts: string[]): boolean {
  const cited = new Set(texts.flatMap((text) => splitCitations(text).filter(Array.isArray).flat()));
  return ids.every((source) => cited.has(source));
}

/// The ids of a source field such as `S1, S7`; nothing when it holds more.
export function idsIn(field: string): string[] {
  const isOnlyIds = /^\s*[([]?\s*S\d+(\s*[,;/&+]?\s*S\d+)*\s*[)\]]?\s*$/.test(field);
  return isOnlyIds ? (field.match(id) ?? []) : [];
}
