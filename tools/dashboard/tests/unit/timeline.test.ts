/// Attempts come from a list and from events, in any order; the bars of a run
/// fit whether it runs, waits, took three hours or was run again.
import { describe, expect, test } from "vitest";
import { attemptsOf, lacksPast, noHistory, withAttempts, withEvent, withStatus, type History, type Run } from "../../src/live/attempts";
import type { Attempt } from "../../src/protocol/http";
import type { EventFrame } from "../../src/protocol/socket";
import { layoutTimeline, ticksUpTo } from "../../src/job/timeline_layout";
import { completed, event, failed, follow, jobStatus, snapshot, usage } from "./stream_world";

const base = Date.UTC(2026, 0, 1);
const at = (second: number) => new Date(base + second * 1000).toISOString();
const tokens = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };

function listed(stage: string, attempt: number, from: number, to: number, changes: Partial<Attempt> = {}): Attempt {
  return {
    stage, generation: 1, attempt, outcome: "completed", errorClass: null, error: null, model: "m",
    stopReason: null, calls: 1, startedAt: at(from), completedAt: at(to), durationMs: (to - from) * 1000,
    tokens, costUsd: 0.5, ...changes,
  };
}

const retrying = event(3, "stage.retrying", "foundation", {
  attempt: 1, errorClass: "transient", error: "cut", nextAttemptAt: at(6), ...usage(1),
});
const story: EventFrame[] = [
  event(0, "job.queued"),
  event(1, "job.started"),
  event(2, "stage.started", "foundation", { attempt: 1 }),
  retrying,
  event(6, "stage.started", "foundation", { attempt: 2 }),
  completed(8, "foundation"),
];
const told = (events: EventFrame[], from = noHistory) => events.reduce<History>(withEvent, from);

describe("attempts", () => {
  test("each begin and end with their events", () => {
    const found = attemptsOf(told(story), "foundation");
    expect(found.map((a) => [a.attempt, a.outcome, a.startedAt - base, (a.endedAt ?? 0) - base])).toEqual([
      [1, "failed", 2000, 3000],
      [2, "completed", 6000, 8000],
    ]);
    expect(found[0]).toMatchObject({ errorClass: "transient", error: "cut", model: null });
  });

  test("are the same when told twice, in part or late", () => {
    const once = told(story);
    expect(told(story, once)).toEqual(once);
    const late = told(story, told(story.slice(4)));
    expect(attemptsOf(late, "foundation").map((a) => a.outcome)).toEqual(["failed", "completed"]);
  });

  test("take from the list what events do not say", () => {
    const first = listed("foundation", 1, 2, 3, { outcome: "crashed", errorClass: "crash" });
    const found = attemptsOf(withAttempts(told(story), [first]), "foundation");
    expect(found.map((a) => [a.outcome, a.model])).toEqual([["crashed", "m"], ["completed", null]]);
  });

  test("of a blocked stage do not exist", () => {
    const blocked = failed(9, "section_1", "blocked");
    expect(attemptsOf(told([...story, blocked]), "section_1")).toEqual([]);
  });

  test("that run since before the page came start with their stage", () => {
    const job = jobStatus({ status: "running", startedAt: at(1) });
    const [foundation, ...rest] = job.stages;
    if (!foundation) throw new Error("no stage");
    const first = { ...foundation, status: "running" as const, attempts: 1, startedAt: at(2) };
    const joined = withStatus(noHistory, { ...job, stages: [first, ...rest] });
    expect(attemptsOf(joined, "foundation")).toMatchObject([{ startedAt: base + 2000, endedAt: null }]);
    expect(lacksPast(joined, { ...job, stages: [first, ...rest] })).toBe(false);
    const second = { ...first, attempts: 2 };
    expect(lacksPast(withStatus(noHistory, job), { ...job, stages: [second, ...rest] })).toBe(true);
  });

  test("are kept by the one reducer", () => {
    const state = follow([
      snapshot({}, 0),
      ...story.slice(1, 3).map((each, i) => ({ ...each, seq: i + 1 })),
      { type: "attempts", items: [] },
    ]);
    expect(attemptsOf(state.history, "foundation")).toMatchObject([{ outcome: "running" }]);
    expect(state.history.runs[1]).toMatchObject({ queuedAt: base, startedAt: base + 1000 });
  });
});

describe("the bars of a run", () => {
  const stages = ["foundation", "section_1"];
  const run: Run = { generation: 1, queuedAt: base, startedAt: base, endedAt: null };
  const within = (history: History, how: Partial<Run>, now: number) =>
    layoutTimeline(history, { ...run, ...how }, stages, base + now * 1000);

  test("end now while it runs", () => {
    const running = told([event(0, "stage.started", "foundation", { attempt: 1 })]);
    for (const now of [4, 40]) {
      const [row] = within(running, {}, now).rows;
      expect(row?.bars).toMatchObject([{ left: 0, width: 100 }]);
    }
  });

  test("leave the wait between attempts free", () => {
    const [row] = within(told(story), {}, 10).rows;
    expect(row?.bars.map((bar) => [bar.left, bar.width])).toEqual([[20, 10], [60, 20]]);
    expect(row?.waits).toEqual([{ left: 30, width: 30 }]);
    const early = told(story.slice(0, 4));
    const [waits] = layoutTimeline(early, run, stages, base + 5000, new Set(["foundation"])).rows;
    expect(waits?.waits).toEqual([{ left: 60, width: 40 }]);
  });

  test("stand in the order in which stages started", () => {
    const history = told([
      event(0, "stage.started", "section_1", { attempt: 1 }),
      event(1, "stage.started", "foundation", { attempt: 1 }),
    ]);
    const rows = layoutTimeline(history, run, [...stages, "section_2"], base + 9000).rows;
    expect(rows.map(({ stage }) => stage)).toEqual(["section_1", "foundation", "section_2"]);
  });

  test("stand behind the wait in the queue, however long that was", () => {
    const history = withAttempts(noHistory, [listed("foundation", 1, 7200, 7210)]);
    const { queue, rows } = within(history, { startedAt: base + 7_200_000, endedAt: base + 7_210_000 }, 9999);
    expect(queue).toEqual({ waitedMs: 7_200_000, span: { left: 0, width: 20 } });
    expect(rows[0]?.bars).toMatchObject([{ left: 20, width: 80 }]);
  });

  test("of a job that waits are the wait alone", () => {
    const { queue, rows } = within(noHistory, { startedAt: null }, 30);
    expect(queue).toEqual({ waitedMs: 30_000, span: { left: 0, width: 100 } });
    expect(rows.every(({ bars }) => bars.length === 0)).toBe(true);
  });

  test("of three hours have a handful of ticks, none beyond the end", () => {
    const history = withAttempts(noHistory, [listed("foundation", 1, 0, 10_800)]);
    const { ticks } = within(history, { endedAt: base + 10_800_000 }, 99_999);
    expect(ticks.map(({ ms }) => ms / 60_000)).toEqual([0, 30, 60, 90, 120, 150, 180]);
    expect(ticks.at(-1)?.left).toBe(100);
  });

  test("are those of their own run", () => {
    const again = listed("foundation", 1, 90_000, 90_010, { generation: 2 });
    const history = withAttempts(noHistory, [listed("foundation", 1, 0, 10), again]);
    const [row] = within(history, { generation: 2, queuedAt: base + 9e7, startedAt: base + 9e7, endedAt: base + 9.001e7 }, 99_999).rows;
    expect(row?.bars).toMatchObject([{ left: 0, width: 100, attempt: { generation: 2 } }]);
  });

  test("of an ended run do not grow, though a section was restored later", () => {
    const history = withAttempts(noHistory, [listed("foundation", 1, 0, 10)]);
    const [row] = within(history, { endedAt: base + 9e8 }, 9e6).rows;
    expect(row?.bars).toMatchObject([{ left: 0, width: 100 }]);
  });

  test("have few ticks at any length", () => {
    for (const ms of [900, 12_000, 61_000, 3_600_000, 86_400_000, 30 * 86_400_000]) {
      const ticks = ticksUpTo(ms);
      expect(ticks.length).toBeLessThanOrEqual(7);
      expect(ticks.at(-1)).toBeLessThanOrEqual(ms);
    }
  });
});
