/// The small rules: failures, graph lines, citations, schemas, addresses.
import { describe, expect, test } from "vitest";
import { areCited, idsIn, splitCitations } from "../../src/report/citations";
import { failureNote, failuresOf, rerunOf } from "../../src/job/failures";
import { formatCost, formatDuration, formatNumber, formatRemaining } from "../../src/ui/format";
import { layoutGraph } from "../../src/job/graph_layout";
import { docsLines } from "../../src/panels/docs_page";
import type { StageState } from "../../src/protocol/http";
import type { Schema } from "../../src/protocol/schema";
import { safeUrl } from "../../src/ui/safe_url";
import { fieldsOf, renderingOf, shapeOf, titleAt } from "../../src/report/schema_shape";
import { jobStatus } from "./stream_world";

describe("failures", () => {
  const [foundation, one, two] = jobStatus().stages as [StageState, StageState, StageState];
  const root: StageState = { ...one, status: "failed", errorClass: "transient", attempts: 3 };
  const blocked: StageState = { ...two, status: "failed", errorClass: "blocked", rootCause: "section_1" };

  test("are grouped by their root cause", () => {
    expect(failuresOf([foundation, root, blocked])).toEqual([{ root, isResolved: false, blocked: [blocked] }]);
    expect(failureNote(root)).toBe("3 of 3: temporary failure");
  });

  test("are mended by running the roots again", () => {
    expect(rerunOf(failuresOf([foundation, root, blocked]))).toEqual(["section_1"]);
  });

  test("whose root has completed since ask for the blocked ones", () => {
    const mended: StageState = { ...one, status: "completed" };
    const failures = failuresOf([foundation, mended, blocked]);
    expect(failures[0]?.isResolved).toBe(true);
    expect(rerunOf(failures)).toEqual(["section_2"]);
  });
});

describe("the graph", () => {
  const stage = (id: string, needs: string[], prefers: string[] = []) => ({ stage: id, needs, prefers });
  const stages = [
    stage("root", []),
    stage("a", ["root"]),
    stage("b", ["root", "a"]),
    stage("c", ["root"], ["a", "b"]),
    stage("d", ["root", "a"], ["c"]),
  ];
  const { edges, boxes } = layoutGraph(stages);
  const lines = edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`);

  test("leaves out what other lines imply, but no need that only preferences imply", () => {
    expect(lines).toEqual(["root needs a", "a needs b", "b prefers c", "a needs d", "c prefers d"]);
  });

  test("puts each stage below those it waits for", () => {
    const y = (id: string) => boxes.get(id)?.y ?? 0;
    for (const { from, to } of edges) expect(y(from)).toBeLessThan(y(to));
  });
});

describe("citations", () => {
  test("are split from the text, after the mark that ends the sentence", () => {
    expect(splitCitations("Up 6 % (S1, S7). Down (S2)")).toEqual(["Up 6 %.", ["S1", "S7"], " Down", ["S2"]]);
  });

  test("are joined by any sign that joins", () => {
    expect(splitCitations("Up (S1/S7), down [S2 & S3]")).toEqual(["Up,", ["S1", "S7"], " down", ["S2", "S3"]]);
    expect(idsIn("S1/S12 + S3")).toEqual(["S1", "S12", "S3"]);
  });

  test("need brackets: a product called S3 is none", () => {
    expect(splitCitations("The S3 sells well.")).toEqual(["The S3 sells well."]);
  });

  test("of a source field are its ids, or nothing when it says more", () => {
    expect(idsIn("S1, S12")).toEqual(["S1", "S12"]);
    expect(idsIn("see S1")).toEqual([]);
  });

  test("are known to stand in a text", () => {
    expect(areCited(["S1"], ["a (S1)."])).toBe(true);
    expect(areCited(["S1"], ["a (S10)."])).toBe(false);
  });
});

describe("a schema", () => {
  const schema: Schema = {
    properties: {
      summary: { title: "Summary", "x-render": "prose" },
      secret: { "x-render": "hidden" },
      quote: { title: "Own title", anyOf: [{ $ref: "#/definitions/quote" }, { type: "null" }] },
      trends: { items: { properties: { trend: { title: "Trend" } } } },
    },
    definitions: { quote: { title: "Quote", "x-render": "quote", type: "object" } },
  };
  const shape = shapeOf(schema);

  test("gives order, titles and renderings; unknown fields follow", () => {
    const fields = fieldsOf({ extra_field: 1, quote: { quote: "q" }, secret: "s", summary: "text" }, shape);
    expect(fields.map(({ title, rendering }) => [title, rendering])).toEqual([
      ["Summary", "prose"],
      ["Own title", "quote"],
      ["Extra field", "text"],
    ]);
  });

  test("that asks for what the value is not gives way to the value", () => {
    expect(renderingOf("text", shapeOf({ "x-render": "table" }))).toBe("text");
    expect(renderingOf([{ a: 1 }], shapeOf({ "x-render": "money" }))).toBe("table");
    expect(renderingOf({ a: 1 }, shapeOf({}))).toBe("group");
  });

  test("shows a figure that is null, as that was looked for; other nulls say nothing", () => {
    const nullable = shapeOf({
      properties: {
        share: { title: "Share", type: ["number", "null"] },
        staff: { title: "Staff", type: ["integer", "null"], "x-render": "percent" },
        note: { title: "Note", type: ["string", "null"] },
        absent: { title: "Absent", type: ["number", "null"] },
      },
    });
    const fields = fieldsOf({ share: null, staff: null, note: null }, nullable);
    expect(fields.map(({ title, value }) => [title, value])).toEqual([["Share", null], ["Staff", null]]);
  });

  test("names what a path of keys leads to", () => {
    expect(titleAt(shape, ["trends", "trend"])).toBe("Trend");
    expect(titleAt(shape, ["no_such", "inner_key"])).toBe("Inner key");
  });
});

describe("an address of a model", () => {
  test("is a link only over http and https", () => {
    expect(safeUrl("https://example.com/a")?.hostname).toBe("example.com");
    for (const url of ["javascript:alert(1)", "data:text/html,x", "//example.com", "example", "", null]) {
      expect(safeUrl(url)).toBeNull();
    }
  });
});

describe("figures", () => {
  test("are written for people", () => {
    expect([formatCost(0.004), formatCost(0), formatCost(1.5)]).toEqual(["< $0.01", "$0.00", "$1.50"]);
    expect([formatDuration(59_400), formatDuration(61_000), formatDuration(3 * 3_600_000)]).toEqual(["59 s", "1 min 1 s", "3 h 0 min"]);
    expect([formatRemaining(20), formatRemaining(400)]).toEqual(["less than a minute left", "about 7 min left"]);
    expect([formatNumber(23, 1), formatNumber(1842)]).toEqual(["23.0", "1,842"]);
  });
});

test("the API is listed by tag, in the order of its description", () => {
  const lines = docsLines({
    "/b": { get: { tags: ["x"], summary: "Read b" }, delete: { tags: ["y"], deprecated: true } },
    "/a": { post: { tags: ["x"] } },
  });
  expect([...lines.keys()]).toEqual(["x", "y"]);
  expect(lines.get("x")?.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /b", "POST /a"]);
  expect(lines.get("y")).toEqual([{ method: "DELETE", path: "/b", summary: "", isDeprecated: true }]);
});
