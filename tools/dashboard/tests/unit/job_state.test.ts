/// The reducer: what the stream says is what the page shows.
import { describe, expect, test } from "vitest";
import { reduceJob, unknownJob, type JobAction, type JobState } from "../../src/live/job_state";
import type { ShownProblem } from "../../src/http/problems";
import type { ErrorClass, StageState } from "../../src/protocol/http";
import { howItFailed } from "../../src/job/failures";
import { triesText } from "../../src/job/tries";
import { completed, delta, event, failed, follow, jobStatus, snapshot, usage } from "./stream_world";

const stageOf = (state: JobState, id: string): StageState => {
  const stage = state.job?.stages.find((s) => s.stage === id);
  if (!stage) throw new Error(`no stage ${id}`);
  return stage;
};
const statuses = (state: JobState) => state.job?.stages.map((s) => s.status);

describe("a snapshot", () => {
  test("becomes the state, with the text written so far", () => {
    const partial = { foundation: { generation: 1, attempt: 1, call: 1, offset: 7, text: "tail" } };
    const state = follow([snapshot({}, 4, partial)]);
    expect(state).toMatchObject({ seq: 4, followed: true, behind: false });
    expect(state.streams["foundation"]).toMatchObject({ start: 7, end: 11, text: "tail" });
  });

  test("voids what was known, also when it stands before it", () => {
    const state = follow([snapshot({}, 9), delta("foundation", 0, "old"), snapshot({}, 2)]);
    expect(state.seq).toBe(2);
    expect(state.streams).toEqual({});
  });
});

describe("dropped text", () => {
  test("comes back with a snapshot, joined to what was known", () => {
    const partial = { foundation: { generation: 1, attempt: 1, call: 1, offset: 3, text: "def ghi" } };
    const state = follow([
      snapshot(),
      delta("foundation", 0, "abc"),
      delta("foundation", 3, "de"),
      { v: 1, type: "gap", jobId: "j", lastSeq: 0 },
      snapshot({}, 0, partial),
    ]);
    expect(state.gaps).toBe(1);
    expect(state.streams["foundation"]).toMatchObject({ start: 0, end: 10, text: "abcdef ghi" });
  });

  test("of another call takes nothing from the one before", () => {
    const partial = { foundation: { generation: 1, attempt: 1, call: 2, offset: 2, text: "new" } };
    const state = follow([snapshot(), delta("foundation", 0, "old text"), snapshot({}, 0, partial)]);
    expect(state.streams["foundation"]).toMatchObject({ start: 2, text: "new" });
  });
});

describe("an event", () => {
  test("before any snapshot says nothing", () => {
    expect(follow([event(1, "job.started")]).job).toBeNull();
  });

  test("that was seen already changes nothing", () => {
    const once = follow([snapshot(), event(1, "job.started"), event(2, "stage.started", "foundation", { attempt: 1 })]);
    expect(reduceJob(once, event(2, "stage.started", "foundation", { attempt: 1 }))).toBe(once);
    expect(reduceJob(once, event(1, "job.started"))).toBe(once);
  });

  test("after a hole is not applied, and the stream is asked for again", () => {
    const state = follow([snapshot(), event(3, "job.started")]);
    expect(state).toMatchObject({ seq: 0, behind: true });
    expect(state.job?.status).toBe("queued");
  });

  test("after a hole is applied once the hole is filled", () => {
    const state = follow([
      snapshot(),
      event(2, "stage.started", "foundation", { attempt: 1 }),
      { v: 1, type: "subscribed", jobId: "j", epoch: "e", lastSeq: 2, recovered: true },
      event(1, "job.started"),
      event(2, "stage.started", "foundation", { attempt: 1 }),
    ]);
    expect(state).toMatchObject({ seq: 2, behind: false });
    expect(stageOf(state, "foundation").status).toBe("running");
  });
});

describe("resuming", () => {
  test("by the missed events gives the state of an undisturbed stream", () => {
    const events = [
      event(1, "job.started"),
      event(2, "stage.started", "foundation", { attempt: 1 }),
      completed(3, "foundation"),
      event(4, "stage.started", "section_1", { attempt: 1 }),
    ];
    const undisturbed = follow([snapshot(), ...events]);
    const resumed = follow([
      snapshot(),
      ...events.slice(0, 2),
      { v: 1, type: "subscribed", jobId: "j", epoch: "e", lastSeq: 4, recovered: true },
      ...events.slice(1),
    ]);
    expect(resumed.job).toEqual(undisturbed.job);
  });

  test("in another epoch starts over from the snapshot", () => {
    const state = follow([
      snapshot({}, 8),
      { v: 1, type: "subscribed", jobId: "j", epoch: "restored", lastSeq: 3, recovered: false },
      snapshot({ status: "running" }, 3),
      event(4, "job.finished", undefined, { status: "completed" }),
    ]);
    expect(state).toMatchObject({ epoch: "restored", seq: 4 });
    expect(state.job?.status).toBe("completed");
  });
});

describe("attempts that the server lost", () => {
  const begun = (seq: number, attempt: number) => event(seq, "stage.started", "foundation", { attempt });
  const retrying = (seq: number, attempt: number, errorClass: ErrorClass) =>
    event(seq, "stage.retrying", "foundation", {
      attempt, errorClass, error: "it ended", nextAttemptAt: "2026-01-01T00:00:09.000Z", ...usage(1),
    });
  const lived = [
    event(1, "job.started"), begun(2, 1), retrying(3, 1, "crash"), begun(4, 2), retrying(5, 2, "drained"),
    begun(6, 3), retrying(7, 3, "transient"), begun(8, 4), retrying(9, 4, "malformed"), begun(10, 5),
  ];

  test("have a number, but are no tries", () => {
    const state = follow([snapshot(), ...lived]);
    const stage = stageOf(state, "foundation");
    expect(stage).toMatchObject({ attempts: 5, lostAttempts: 2 });
    expect(triesText(stage)).toBe("3 of 3, 2 more were lost to restarts");
  });

  test("may have been all there were", () => {
    const failed = event(9, "stage.failed", "foundation", {
      errorClass: "crash", error: "it ended", ...usage(1),
    });
    const state = follow([
      snapshot(), event(1, "job.started"), begun(2, 1), retrying(3, 1, "crash"), begun(4, 2), retrying(5, 2, "crash"),
      begun(6, 3), { ...failed, seq: 7 },
    ]);
    const stage = stageOf(state, "foundation");
    expect(stage).toMatchObject({ attempts: 3, lostAttempts: 3 });
    expect(triesText(stage)).toBe("0 of 3, 3 were lost to restarts");
    expect(howItFailed(stage)).toBe("with 3 tries lost to restarts: server stopped during the attempt");
  });

  test("are the same whether they were seen or told by a snapshot", () => {
    const all = follow([snapshot(), ...lived]);
    const half = follow([snapshot(), ...lived.slice(0, 4)]);
    const late = follow([snapshot({ stages: half.job?.stages ?? [] }, 4), ...lived.slice(4)]);
    expect(stageOf(late, "foundation")).toEqual(stageOf(all, "foundation"));
  });

  test("are forgotten with a rerun", () => {
    const state = follow([snapshot(), ...lived, event(11, "stage.reset", "foundation")]);
    expect(stageOf(state, "foundation")).toMatchObject({ attempts: 0, lostAttempts: 0 });
  });
});

describe("a stage", () => {
  const started = [event(1, "job.started"), event(2, "stage.started", "foundation", { attempt: 1 })];

  test("shows its last error while it waits to retry, and keeps it while it tries again", () => {
    const retrying = event(3, "stage.retrying", "foundation", {
      attempt: 1, errorClass: "transient", error: "cut", nextAttemptAt: "2026-01-01T00:00:09.000Z", ...usage(10),
    });
    const waiting = follow([snapshot(), ...started, retrying]);
    expect(stageOf(waiting, "foundation")).toMatchObject({
      status: "running", detail: "retry_wait", lastError: "cut", errorClass: "transient",
    });
    const again = reduceJob(waiting, event(4, "stage.started", "foundation", { attempt: 2 }));
    expect(stageOf(again, "foundation")).toMatchObject({
      detail: null, nextAttemptAt: null, attempts: 2, lastError: "cut", startedAt: started[1]?.ts,
    });
    const done = reduceJob(again, completed(5, "foundation"));
    expect(stageOf(done, "foundation")).toMatchObject({ status: "completed", lastError: null, errorClass: null });
  });

  test("adds the tokens and cost of every attempt to itself and to the job", () => {
    const state = follow([
      snapshot(),
      ...started,
      event(3, "stage.retrying", "foundation", { attempt: 1, errorClass: "transient", error: "cut", nextAttemptAt: "", ...usage(10) }),
      event(4, "stage.started", "foundation", { attempt: 2 }),
      completed(5, "foundation", usage(30)),
      event(6, "stage.usage", "foundation", usage(2)),
    ]);
    expect(stageOf(state, "foundation").tokens.output).toBe(42);
    expect(state.job?.tokens.output).toBe(42);
    expect(state.job?.costUsd).toBeCloseTo(0.42);
  });

  test("that is blocked names the cause and was never tried", () => {
    const state = follow([
      snapshot(),
      ...started,
      failed(3, "foundation", "transient"),
      event(4, "stage.failed", "section_1", { error: "Blocked by failed dependency: foundation", errorClass: "blocked", blockedBy: "foundation", rootCause: "foundation", ...usage(0) }),
      event(5, "stage.failed", "section_2", { error: "Blocked by failed dependency: foundation", errorClass: "blocked", blockedBy: "foundation", rootCause: "foundation", ...usage(0) }),
      event(6, "job.finished", undefined, { status: "failed" }),
    ]);
    expect(stageOf(state, "section_1")).toMatchObject({ attempts: 0, startedAt: null, duration: null, rootCause: "foundation" });
    expect(state.job).toMatchObject({ status: "failed", error: "broke", progress: 1, failedSections: ["section_1", "section_2"], completedSections: [] });
  });

  test("shows why the gate holds it back until it goes on", () => {
    const held = follow([
      snapshot(),
      ...started,
      { v: 1, type: "detail", jobId: "j", stage: "foundation", detail: "throttled", reason: "429", until: "2026-01-01T00:01:00.000Z" },
    ]);
    expect(stageOf(held, "foundation").detail).toBe("throttled");
    expect(held.notes["foundation"]?.reason).toBe("429");
    const free = reduceJob(held, { v: 1, type: "detail", jobId: "j", stage: "foundation", detail: null, reason: "", until: null });
    expect(stageOf(free, "foundation").detail).toBeNull();
    expect(free.notes).toEqual({});
  });
});

describe("streamed text", () => {
  const running = [snapshot(), event(1, "job.started"), event(2, "stage.started", "foundation", { attempt: 1 })];
  const textOf = (state: JobState) => state.streams["foundation"]?.text;

  test("grows by deltas whose offsets count UTF-8 bytes", () => {
    const state = follow([...running, delta("foundation", 0, "Zür€"), delta("foundation", 7, "ich 😀"), delta("foundation", 15, "!")]);
    expect(textOf(state)).toBe("Zür€ich 😀!");
    expect(state.streams["foundation"]?.end).toBe(16);
  });

  test("skips what it has when deltas overlap or repeat", () => {
    const state = follow([...running, delta("foundation", 0, "aß"), delta("foundation", 0, "aß"), delta("foundation", 1, "ßc")]);
    expect(textOf(state)).toBe("aßc");
  });

  test("starts anew behind a hole and says where", () => {
    const state = follow([...running, delta("foundation", 0, "abc"), { v: 1, type: "gap", jobId: "j", lastSeq: 2 }, delta("foundation", 10, "klm")]);
    expect(state.streams["foundation"]).toMatchObject({ start: 10, end: 13, text: "klm" });
  });

  test("is voided by a higher call, attempt or generation, and deaf to lower ones", () => {
    let state = follow([...running, delta("foundation", 0, "first")]);
    state = reduceJob(state, delta("foundation", 0, "second", { call: 2 }));
    state = reduceJob(state, delta("foundation", 5, " late", { call: 1 }));
    expect(textOf(state)).toBe("second");
    state = reduceJob(state, delta("foundation", 0, "third", { attempt: 2 }));
    state = reduceJob(state, delta("foundation", 6, " late", { attempt: 1, call: 7 }));
    expect(textOf(state)).toBe("third");
    state = reduceJob(state, delta("foundation", 0, "fourth", { generation: 2 }));
    expect(textOf(state)).toBe("fourth");
  });

  test("of a failed attempt stays until the next one starts", () => {
    const waiting = follow([
      ...running,
      delta("foundation", 0, "half"),
      event(3, "stage.retrying", "foundation", { attempt: 1, errorClass: "transient", error: "cut", nextAttemptAt: "", ...usage(1) }),
    ]);
    expect(textOf(waiting)).toBe("half");
    const again = reduceJob(waiting, event(4, "stage.started", "foundation", { attempt: 2 }));
    expect(textOf(again)).toBeUndefined();
    expect(textOf(reduceJob(again, delta("foundation", 4, " late")))).toBeUndefined();
  });

  test("ends with the stage, and what comes late is dropped", () => {
    const done = follow([...running, delta("foundation", 0, "{"), completed(3, "foundation"), delta("foundation", 1, "}")]);
    expect(done.streams).toEqual({});
  });
});

describe("a job", () => {
  const ended: JobAction[] = [
    snapshot(),
    event(1, "job.started"),
    event(2, "stage.started", "foundation", { attempt: 1 }),
    completed(3, "foundation"),
    event(4, "stage.started", "section_1", { attempt: 1 }),
    event(5, "stage.started", "section_2", { attempt: 1 }),
    failed(6, "section_1", "refusal"),
    completed(7, "section_2"),
    event(8, "job.finished", undefined, { status: "completed_with_errors" }),
  ];

  test("derives progress, lists and confidence from its stages", () => {
    expect(follow(ended).job).toMatchObject({
      status: "completed_with_errors", progress: 1, currentStage: null, runningStages: [],
      completedSections: ["section_2"], failedSections: ["section_1"], overallConfidence: "LOW",
      confidenceCoverage: { have: 1, of: 2 },
    });
    expect(follow(ended.slice(0, 6)).job).toMatchObject({
      currentStage: "section_2", runningStages: ["section_1", "section_2"], overallConfidence: "UNKNOWN",
    });
  });

  test("has no outdated section that was written anew", () => {
    const first = snapshot();
    first.job.stages = first.job.stages.map((stage) => ({ ...stage, outdated: true }));
    const outdated = (state: ReturnType<typeof follow>) =>
      state.job?.stages.filter((stage) => stage.outdated).map((stage) => stage.stage);
    const all = first.job.stages.map((stage) => stage.stage);
    expect(outdated(follow([first]))).toEqual(all);
    const reset = [first, event(1, "stage.reset", "section_1", {})];
    expect(outdated(follow(reset))).toEqual(all.filter((stage) => stage !== "section_1"));
    const written = [first, event(1, "stage.started", "foundation", { attempt: 1 }), completed(2, "foundation")];
    expect(outdated(follow(written))).toEqual(all.filter((stage) => stage !== "foundation"));
  });

  test("that is run again resets its set, keeps the rest and its totals", () => {
    const state = follow([
      ...ended,
      event(9, "job.rerun", undefined, { sections: ["section_1"], recomputed: [], cascade: "none", reason: "", by: "me" }, 2),
      event(10, "stage.reset", "section_1", {}, 2),
    ]);
    expect(state.job).toMatchObject({ status: "queued", generation: 2, startedAt: null, completedAt: null, failedSections: [] });
    expect(state.job?.costUsd).toBeCloseTo(follow(ended).job?.costUsd ?? -1);
    expect(stageOf(state, "section_1")).toMatchObject({ status: "pending", attempts: 0, lastError: null, version: 0 });
    expect(stageOf(state, "section_2").status).toBe("completed");
    const late = reduceJob(state, delta("section_1", 0, "of the first generation"));
    expect(late).toBe(state);
  });

  test("marks sections stale and fresh", () => {
    const stale = follow([...ended, event(9, "stage.stale", "section_2", { because: "foundation" })]);
    expect(stageOf(stale, "section_2").stale).toBe(true);
    const fresh = reduceJob(stale, event(10, "stage.fresh", "section_2", {}));
    expect(stageOf(fresh, "section_2").stale).toBe(false);
  });

  test("with a restored section is completed again without an attempt", () => {
    const state = follow([
      ...ended,
      event(9, "stage.restored", "section_1", { version: 2, restoredFrom: 1, outputHash: "h", confidence: "LOW", sourcesUsed: ["S4"], inputs: {} }),
      event(10, "job.finished", undefined, { status: "completed" }),
    ]);
    expect(stageOf(state, "section_1")).toMatchObject({
      status: "completed", version: 2, lastError: null, attempts: 1, confidence: "LOW", sourcesUsed: ["S4"], duration: null,
    });
    expect(state.job).toMatchObject({ status: "completed", generation: 1, failedSections: [] });
  });

  test("that is cancelled keeps what was completed", () => {
    const state = follow([
      ...ended.slice(0, 6),
      event(6, "job.cancelled"),
      event(7, "stage.cancelled", "section_1", usage(5)),
      event(8, "stage.cancelled", "section_2", usage(5)),
      event(9, "job.finished", undefined, { status: "cancelled" }),
    ]);
    expect(statuses(state)).toEqual(["completed", "cancelled", "cancelled"]);
    expect(state.job).toMatchObject({ status: "cancelled", progress: 1, completedAt: expect.any(String) as string });
  });

  test("that was deleted says so", () => {
    expect(follow([snapshot(), { v: 1, type: "job_removed", jobId: "j" }]).removed).toBe(true);
  });

  test("nobody knows carries the server's problem", () => {
    const problem: ShownProblem = { title: "Not found", status: 404, code: "not_found" };
    expect(reduceJob(unknownJob, { type: "refused", problem }).problem).toEqual(problem);
  });
});

describe("a GET of the job", () => {
  test("shows the job while there is no socket, but is no place to resume from", () => {
    const state = follow([{ type: "fetched", job: jobStatus({ lastSeq: 5 }) }]);
    expect(state).toMatchObject({ seq: 5, followed: false });
  });

  test("takes back that the server could not be reached", () => {
    const problem: ShownProblem = { title: "The server cannot be reached.", status: 0, code: "unreachable" };
    const state = follow([snapshot(), { type: "refused", problem }, { type: "fetched", job: jobStatus() }]);
    expect(state.problem).toBeNull();
  });

  test("brings position and estimate without moving the state backwards", () => {
    const state = follow([
      snapshot(),
      event(1, "job.started"),
      { type: "fetched", job: jobStatus({ status: "queued", lastSeq: 0, queuePosition: 3, estimatedTimeRemaining: 9 }) },
    ]);
    expect(state.job).toMatchObject({ status: "running", queuePosition: null, estimatedTimeRemaining: null });
    const current = reduceJob(state, { type: "fetched", job: jobStatus({ lastSeq: 1, estimatedTimeRemaining: 90 }) });
    expect(current.job).toMatchObject({ status: "running", estimatedTimeRemaining: 90 });
  });
});
