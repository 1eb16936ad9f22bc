/// What changed between two versions of a section: value by value along the
/// keys, and within a changed text word by word.
import type { Json, JsonObject } from "../protocol/json";
import { isObject } from "./schema_shape";

export interface Change {
  /// Keys from the outermost inwards, without positions in arrays.
  path: string[];
  /// Where among its like, counted from one; nothing outside arrays.
  position: number | null;
  parts: Part[];
}

export interface Part {
  kind: "same" | "removed" | "added";
  text: string;
}

export function compareOutputs(before: JsonObject, after: JsonObject): Change[] {
  const old = leavesOf(before);
  const fresh = leavesOf(after);
  const keys = new Set([...old.keys(), ...fresh.keys()]);
  return [...keys].flatMap((key) => {
    const a = old.get(key);
    const b = fresh.get(key);
    const known = b ?? a;
    if (!known || a?.text === b?.text) return [];
    return [{ path: known.path, position: known.position, parts: compareTexts(a?.text ?? "", b?.text ?? "") }];
  });
}

// -- values ------------------------------------------------------------------

interface Leaf {
  path: string[];
  position: number | null;
  text: string;
}

function leavesOf(value: JsonObject): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  collect(value, [], [], null, leaves);
  return leaves;
}

function collect(
  value: Json,
  path: string[],
  places: string[],
  position: number | null,
  into: Map<string, Leaf>,
): void {
  if (Array.isArray(value)) {
    value.forEach((item, i) => collect(item, path, [...places, String(i)], i + 1, into));
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, [...path, key], [...places, key], position, into);
    }
  } else if (value !== null && value !== "") {
    into.set(JSON.stringify(places), { path, position, text: String(value) });
  }
}

// -- words -------------------------------------------------------------------

/// Beyond this the table of common words is not worth its size.
const mostWords = 1200;

export function compareTexts(before: string, after: string): Part[] {
  const a = wordsOf(before);
  const b = wordsOf(after);
  if (a.length > mostWords || b.length > mostWords) {
    return joined([{ kind: "removed", text: before }, { kind: "added", text: after }]);
  }
  const common = commonLengths(a, b);
  const parts: Part[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const [old, fresh] = [a[i], b[j]];
    if (old !== undefined && old === fresh) {
      parts.push({ kind: "same", text: old });
      i += 1;
      j += 1;
    } else if (old !== undefined && lengthAt(common, i + 1, j) >= lengthAt(common, i, j + 1)) {
      parts.push({ kind: "removed", text: old });
      i += 1;
    } else if (fresh !== undefined) {
      parts.push({ kind: "added", text: fresh });
      j += 1;
    } else if (old !== undefined) {
      parts.push({ kind: "removed", text: old });
      i += 1;
    }
  }
  return joined(parts);
}

/// Words and the spaces between them, so that joining gives the text back.
function wordsOf(text: string): string[] {
  return text.match(/\s+|\S+/g) ?? [];
}

/// How many words the rests from `i` and `j` have in common, in order.
function commonLengths(a: string[], b: string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = lengths[i] ?? [];
    for (let j = b.length - 1; j >= 0; j -= 1) {
      row[j] =
        a[i] === b[j]
          ? lengthAt(lengths, i + 1, j + 1) + 1
          : Math.max(lengthAt(lengths, i + 1, j), lengthAt(lengths, i, j + 1));
    }
  }
  return lengths;
}

function lengthAt(lengths: number[][], i: number, j: number): number {
  return lengths[i]?.[j] ?? -1;
}

function joined(parts: Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.text === "") continue;
    if (last?.kind === part.kind) last.text += part.text;
    else result.push({ ...part });
  }
  return result;
}
