/// What a person can read in JSON that is still being written.
import { describe, expect, test } from "vitest";
import { readableText } from "../../src/report/readable_text";

const texts = (json: string, isTail = false) => readableText(json, isTail).map(({ text }) => text);

describe("readable text", () => {
  test("is the string values with the keys that lead to them", () => {
    const json = '{"summary": "Up 6 %", "trends": [{"trend": "Rules", "impact": 7}, {"trend": "Costs"}]}';
    expect(readableText(json)).toEqual([
      { path: ["summary"], text: "Up 6 %", open: false },
      { path: ["trends", "trend"], text: "Rules", open: false },
      { path: ["trends", "trend"], text: "Costs", open: false },
    ]);
  });

  test("shows a string that has not ended, and says so", () => {
    expect(readableText('{"summary": "Reven')).toEqual([{ path: ["summary"], text: "Reven", open: true }]);
  });

  test("never shows a key that is being written", () => {
    expect(texts('{"summary": "a", "outl')).toEqual(["a"]);
    expect(texts('{"summary": "a", "outlook"')).toEqual(["a"]);
  });

  test("decodes escapes, also where one is cut off", () => {
    expect(texts('{"a": "5 \\u20ac\\n\\"so\\""}')).toEqual(['5 €\n"so"']);
    expect(texts('{"a": "5 \\u20')).toEqual(["5 "]);
    expect(texts('{"a": "5 \\')).toEqual(["5 "]);
  });

  test("passes over prose and fences before the object", () => {
    expect(texts('Here it is:\n```json\n{"a": "b"}')).toEqual(["b"]);
  });

  test("of a tail begins behind the string it began in", () => {
    expect(texts('nd of it", "next": "whole", "list": ["x"]}', true)).toEqual(["whole", "x"]);
  });

  test("of any prefix is a prefix of the whole", () => {
    const json = '{"a": "one", "b": ["two", {"c": "th\\u0072ee"}], "d": "four"}';
    const whole = texts(json).join("|");
    for (let end = 0; end <= json.length; end += 1) {
      const part = texts(json.slice(0, end)).join("|");
      expect(whole.startsWith(part)).toBe(true);
    }
  });
});
