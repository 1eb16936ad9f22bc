/// What is out of date, and what it was written without.
import { describe, expect, test } from "vitest";
import type { JobStatus, StageState } from "../../src/protocol/http";
import { absentInputs, howItWasWritten, staleGroups } from "../../src/job/stale_causes";
import { jobStatus } from "./stream_world";

const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, "0")}.000Z`;
const [template] = jobStatus().stages;

/// A completed stage: when it ran, and which version that made.
function made(name: string, seconds: [number, number], more: Partial<StageState> = {}): StageState {
  if (!template) throw new Error("no stage to begin with");
  const [startedAt, completedAt] = seconds.map(at);
  const base: StageState = { ...template, stage: name.toLowerCase(), name, field: name, status: "completed", version: 1 };
  return { ...base, startedAt: startedAt ?? null, completedAt: completedAt ?? null, ...more };
}

const job = (stages: StageState[], status: JobStatus["status"] = "completed") => jobStatus({ status, stages });

describe("a stale section", () => {
  const figures = made("Figures", [30, 31]);
  const history = made("History", [30, 32], { version: 2 });
  const trends = made("Trends", [5, 9], { stale: true, needs: ["history"], prefers: ["figures"] });

  test("was written without what there was no version of then", () => {
    const stages = [figures, { ...trends, needs: [] }];
    expect(howItWasWritten({ ...trends, needs: [] }, stages)).toBe("written without Figures");
  });

  test("was written before what has another version since", () => {
    expect(howItWasWritten({ ...trends, prefers: [] }, [history])).toBe("written before History was rewritten");
  });

  test("names both where both hold", () => {
    expect(howItWasWritten(trends, [figures, history, trends])).toBe(
      "written without Figures, and before History was rewritten",
    );
  });

  test("that was restored claims to know no more than that", () => {
    const restored = { ...trends, startedAt: null };
    expect(howItWasWritten(restored, [figures, history])).toBe("written from text that has changed since");
  });

  test("stands with those that lack the same", () => {
    const starters = made("Starters", [6, 8], { stale: true, prefers: ["figures"] });
    const segments = made("Segments", [6, 8], { stale: true, prefers: ["history"] });
    const stages = [figures, history, { ...trends, needs: [] }, starters, segments];
    const found = staleGroups(job(stages)).map((group) => [group.stages.map(({ name }) => name), group.how]);
    expect(found).toEqual([
      [["Trends", "Starters"], "written without Figures"],
      [["Segments"], "written before History was rewritten"],
    ]);
  });

  test("is not spoken of while the job runs, as it may be rewritten", () => {
    expect(staleGroups(job([figures, trends], "running"))).toEqual([]);
  });
});

describe("a section written without another", () => {
  const gone = made("Figures", [3, 4], { status: "failed", version: 0 });
  const trends = made("Trends", [5, 9], { prefers: ["figures"] });

  test("says so before that is repaired", () => {
    expect(absentInputs(trends, [gone, trends])).toEqual([gone]);
  });

  test("says nothing where an earlier version may have been there", () => {
    expect(absentInputs(trends, [{ ...gone, version: 1 }])).toEqual([]);
    expect(absentInputs(trends, [{ ...gone, status: "completed" }])).toEqual([]);
  });
});
