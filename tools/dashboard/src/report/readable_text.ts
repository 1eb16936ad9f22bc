/// What a person can read in JSON that is still being written: its string
/// values, each with the keys that lead to it. The text may begin anywhere
/// (a tail) and end anywhere.

export interface Passage {
  /// Keys from the outermost inwards; positions in arrays are left out.
  path: string[];
  text: string;
  /// The string has not ended yet.
  open: boolean;
}

interface Container {
  isArray: boolean;
  key: string | null;
}

const escapes: Record<string, string> = { n: "\n", t: "\t", r: "", b: "", f: "" };

export function readableText(json: string, isTail = false): Passage[] {
  const passages: Passage[] = [];
  const open: Container[] = [];
  let at = isTail ? afterFirstString(json) : Math.max(0, json.indexOf("{"));
  while (at < json.length) {
    const char = json[at];
    if (char === "{" || char === "[") {
      open.push({ isArray: char === "[", key: null });
    } else if (char === "}" || char === "]") {
      open.pop();
      endValue(open);
    } else if (char === ",") {
      endValue(open);
    } else if (char === '"') {
      const { text, end, ended } = scanString(json, at + 1);
      at = end;
      const isKey = ended && json.slice(end + 1).trimStart().startsWith(":");
      if (isKey) nameValue(open, text);
      else if (isValue(open, isTail)) passages.push({ path: pathOf(open), text, open: !ended });
    }
    at += 1;
  }
  return passages.filter((passage) => passage.text.trim() !== "");
}

/// In an object a string without a key before it is a key being written.
function isValue(open: Container[], isTail: boolean): boolean {
  const inner = open.at(-1);
  if (inner === undefined) return isTail;
  return inner.isArray || inner.key !== null;
}

function nameValue(open: Container[], key: string): void {
  const inner = open.at(-1);
  if (inner && !inner.isArray) inner.key = key;
  else open.push({ isArray: false, key });
}

function endValue(open: Container[]): void {
  const inner = open.at(-1);
  if (inner && !inner.isArray) inner.key = null;
}

function pathOf(open: Container[]): string[] {
  return open.flatMap((container) => (container.key === null ? [] : [container.key]));
}

function scanString(
  json: string,
  from: number,
): { text: string; end: number; ended: boolean } {
  let text = "";
  let at = from;
  while (at < json.length) {
    const char = json[at];
    if (char === '"') return { text, end: at, ended: true };
    if (char !== "\\") {
      text += char;
      at += 1;
      continue;
    }
    const escape = json[at + 1];
    if (escape === "u") {
      const digits = json.slice(at + 2, at + 6);
      if (digits.length === 4) text += String.fromCharCode(parseInt(digits, 16));
      at += 6;
    } else {
      if (escape !== undefined) text += escapes[escape] ?? escape;
      at += 2;
    }
  }
  return { text, end: json.length, ended: false };
}

/// A tail may begin inside a string: go on behind the first quote that
/// clearly ends a value.
function afterFirstString(json: string): number {
  const end = /"\s*[,}\]]/.exec(json);
  return end ? end.index + 1 : 0;
}
