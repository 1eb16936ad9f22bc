/// The list: what the query found, kept current by the feed.
import { describe, expect, test } from "vitest";
import { emptyList, reduceList, type ListFilter, type ListState } from "../../src/live/jobs_feed";
import type { JobSummary } from "../../src/protocol/http";
import { jobStatus } from "./stream_world";

const all: ListFilter = { q: "", status: [], tag: "", sort: "-createdAt" };

function item(id: string, changes: Partial<JobSummary> = {}): JobSummary {
  return { ...jobStatus(), id, createdAt: `2026-01-0${id}`, ...changes };
}

function found(items: JobSummary[], filter = all): ListState {
  return reduceList(emptyList(filter), { type: "found", items, nextCursor: null });
}

const ids = (list: ListState) => list.items?.map(({ id }) => id);

describe("the list", () => {
  test("takes the newer of two summaries", () => {
    const list = found([item("1", { revision: 5, progress: 0.5 })]);
    const older = reduceList(list, { v: 1, type: "job", item: item("1", { revision: 4 }) });
    expect(older.items?.[0]?.progress).toBe(0.5);
    const newer = reduceList(list, { v: 1, type: "job", item: item("1", { revision: 6, progress: 0.6 }) });
    expect(newer.items?.[0]?.progress).toBe(0.6);
  });

  test("puts a new job on top of the newest", () => {
    const list = reduceList(found([item("2"), item("1")]), { v: 1, type: "job", item: item("3") });
    expect(ids(list)).toEqual(["3", "2", "1"]);
  });

  test("keeps order and content when the feed begins with what is there", () => {
    const list = reduceList(found([item("2"), item("1")]), { v: 1, type: "jobs", items: [item("3"), item("2"), item("1")] });
    expect(ids(list)).toEqual(["3", "2", "1"]);
  });

  test("leaves jobs out that a search or another order would have to place", () => {
    for (const filter of [{ ...all, q: "x" }, { ...all, sort: "-costUsd" }, { ...all, tag: "t" }]) {
      const list = reduceList(found([item("1")], filter), { v: 1, type: "job", item: item("3") });
      expect(ids(list)).toEqual(["1"]);
    }
  });

  test("drops a job that no longer has the status asked for", () => {
    const running = found([item("1", { status: "running" })], { ...all, status: ["running"] });
    const list = reduceList(running, { v: 1, type: "job", item: item("1", { status: "completed", revision: 9 }) });
    expect(ids(list)).toEqual([]);
  });

  test("drops deleted jobs", () => {
    expect(ids(reduceList(found([item("1")]), { v: 1, type: "job_removed", jobId: "1" }))).toEqual([]);
  });

  test("grows by pages without doubles", () => {
    const list = reduceList(found([item("3"), item("2")]), { type: "found_more", items: [item("2"), item("1")], nextCursor: null });
    expect(ids(list)).toEqual(["3", "2", "1"]);
  });
});
