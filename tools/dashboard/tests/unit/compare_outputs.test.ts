/// What changed between two versions of a section.
import { describe, expect, test } from "vitest";
import { compareOutputs, compareTexts, type Part } from "../../src/report/compare_outputs";
import type { JsonObject } from "../../src/protocol/json";

const shown = (parts: Part[]) =>
  parts.map(({ kind, text }) => ({ same: text, removed: `[-${text}]`, added: `[+${text}]` })[kind]).join("");

describe("two texts", () => {
  test("are compared word by word", () => {
    const parts = compareTexts("Revenue rose 3% in 2025.", "Revenue fell 3% in late 2025.");
    expect(shown(parts)).toBe("Revenue [-rose][+fell] 3% in [+late ]2025.");
  });

  test("give both back, whatever they are", () => {
    const words = ["a ", "b ", "c ", "d\n", "é "];
    const texts = Array.from({ length: 40 }, (_, i) =>
      Array.from({ length: i % 9 }, (_, j) => words[(i * 7 + j * j * 3) % words.length]).join(""),
    );
    for (const [i, before] of texts.entries()) {
      const after = texts[(i * 11 + 5) % texts.length] ?? "";
      const parts = compareTexts(before, after);
      const without = (kind: Part["kind"]) => parts.filter((p) => p.kind !== kind).map((p) => p.text).join("");
      expect([without("added"), without("removed")]).toEqual([before, after]);
    }
  });

  test("that are very long are shown whole", () => {
    const long = "word ".repeat(700);
    expect(compareTexts(long, "short")).toEqual([
      { kind: "removed", text: long },
      { kind: "added", text: "short" },
    ]);
  });
});

describe("two outputs", () => {
  test("differ where a value does, at any depth", () => {
    const before: JsonObject = { summary: "Same.", sites: [{ name: "Ulm", people: 10 }, { name: "Jena", people: 5 }], gone: "x" };
    const after: JsonObject = { summary: "Same.", sites: [{ name: "Ulm", people: 12 }, { name: "Jena", people: 5 }, { name: "Graz" }] };
    const changes = compareOutputs(before, after).map(({ path, position, parts }) => [path.join("."), position, shown(parts)]);
    expect(changes).toEqual([
      ["sites.people", 1, "[-10][+12]"],
      ["gone", null, "[-x]"],
      ["sites.name", 3, "[+Graz]"],
    ]);
  });

  test("that are the same have no changes", () => {
    expect(compareOutputs({ a: [1, { b: "c" }] }, { a: [1, { b: "c" }] })).toEqual([]);
  });
});
