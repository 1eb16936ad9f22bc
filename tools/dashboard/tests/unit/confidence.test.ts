/// How far a whole report can be trusted.
import { describe, expect, test } from "vitest";
import shared from "../../../../tests/shared/confidence.json";
import { coverageOf, coverageText, overallOf } from "../../src/job/confidence";
import type { Confidence, StageState } from "../../src/protocol/http";
import { jobStatus } from "./stream_world";

const [template] = jobStatus().stages;

function section(stage: string, confidence: Confidence | null, more: Partial<StageState> = {}): StageState {
  if (!template) throw new Error("no stage to begin with");
  return { ...template, stage, field: stage, status: "completed", confidence, ...more };
}

const sections = (count: number, level: Confidence) => Array.from({ length: count }, (_, i) => section(`s${i}`, level));
const failed = (stage: string) => section(stage, null, { status: "failed" });
const overall = (stages: StageState[], confidenceAnchors: string[] = []) => overallOf(jobStatus({ stages, confidenceAnchors }));

describe("the confidence of a report", () => {
  test("is the mean of its rated sections", () => {
    expect(overall(sections(9, "HIGH"))).toBe("HIGH");
    expect(overall([...sections(4, "HIGH"), ...sections(4, "MEDIUM")])).toBe("HIGH");
    expect(overall([...sections(3, "HIGH"), ...sections(4, "MEDIUM")])).toBe("MEDIUM");
    expect(overall([section("a", "MEDIUM"), section("b", "LOW")])).toBe("LOW");
  });

  test("is unknown while nothing is rated, as foundation and computed sections do not count", () => {
    const computed = section("appendix", "LOW", { kind: "computed" });
    expect(overall([section("foundation", "HIGH"), computed, section("a", null)])).toBe("UNKNOWN");
  });

  test("never stands above an anchor that is completed", () => {
    const stages = [section("foundation", "MEDIUM"), ...sections(9, "HIGH")];
    expect(overall(stages, ["foundation"])).toBe("MEDIUM");
    expect(overall([section("foundation", "LOW"), ...sections(9, "HIGH")], ["foundation"])).toBe("LOW");
    expect(overall(stages)).toBe("HIGH");
  });

  test("is medium at most where an anchor or what others need has failed", () => {
    expect(overall([...sections(8, "HIGH"), failed("figures")])).toBe("HIGH");
    expect(overall([...sections(8, "HIGH"), failed("figures")], ["figures"])).toBe("MEDIUM");
    const needy = section("summary", "HIGH", { needs: ["figures"] });
    expect(overall([...sections(7, "HIGH"), needy, failed("figures")])).toBe("MEDIUM");
  });

  test("is low where a third is missing, failed or cancelled", () => {
    const cancelled = section("c", null, { status: "cancelled" });
    expect(overall([...sections(6, "HIGH"), failed("a"), failed("b"), cancelled])).toBe("LOW");
    expect(overall([...sections(7, "HIGH"), failed("a"), cancelled])).toBe("HIGH");
  });

  test("is told with what it covers", () => {
    const stages = [section("foundation", "HIGH"), ...sections(8, "HIGH"), failed("a")];
    expect(coverageText(coverageOf(stages))).toBe("over 8 of 9 rated sections");
  });
});

// -- what the engine's tests read too ----------------------------------------

type Letter = Pick<StageState, "status" | "confidence">;
type Pipeline = { anchors: string[]; stages: Pick<StageState, "stage" | "kind" | "needs">[] };

const letters = shared.letters as Record<string, Letter>;
const pipelines = shared.pipelines as Record<string, Pipeline>;

function stagesOf({ stages }: Pipeline, said: string): StageState[] {
  expect(said).toHaveLength(stages.length);
  return stages.map((declared, i) => {
    const letter = letters[said.charAt(i)];
    if (!letter) throw new Error(`no such letter: ${said.charAt(i)}`);
    return section(declared.stage, null, { ...declared, ...letter });
  });
}

describe("the dashboard rates a report as the engine does", () => {
  test.each(shared.cases)("$claim", (example) => {
    const pipeline = pipelines[example.pipeline];
    if (!pipeline) throw new Error(`no such pipeline: ${example.pipeline}`);
    const stages = stagesOf(pipeline, example.stages);
    expect(overall(stages, pipeline.anchors)).toBe(example.overall);
    expect(coverageOf(stages)).toEqual({ have: example.have, of: example.of });
  });
});
