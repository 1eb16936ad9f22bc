/// The list of research: what a query found, kept current by the jobs feed.
/// Of two summaries of a job the one with the higher revision counts.
import type { LiveFrame } from "./frames";
import type { JobStatusName, JobSummary } from "../protocol/http";

export interface ListFilter {
  q: string;
  status: JobStatusName[];
  tag: string;
  sort: string;
}

export interface ListState {
  filter: ListFilter;
  items: JobSummary[] | null;
  nextCursor: string | null;
}

export type ListAction =
  | LiveFrame
  | { type: "filtered"; filter: ListFilter }
  | { type: "found"; items: JobSummary[]; nextCursor: string | null }
  | { type: "found_more"; items: JobSummary[]; nextCursor: string | null };

export function emptyList(filter: ListFilter): ListState {
  return { filter, items: null, nextCursor: null };
}

export function reduceList(state: ListState, action: ListAction): ListState {
  switch (action.type) {
    case "filtered":
      return { ...state, filter: action.filter, nextCursor: null };
    case "found":
      return { ...state, items: action.items, nextCursor: action.nextCursor };
    case "found_more": {
      const known = new Set(state.items?.map((item) => item.id));
      const more = action.items.filter((item) => !known.has(item.id));
      return {
        ...state,
        items: [...(state.items ?? []), ...more],
        nextCursor: action.nextCursor,
      };
    }
    case "jobs":
      return action.items
        .toReversed()
        .reduce((list, item) => withItem(list, item), state);
    case "job":
      return withItem(state, action.item);
    case "job_removed":
      return { ...state, items: withoutItem(state.items, action.jobId) };
    default:
      return state;
  }
}

function withItem(state: ListState, item: JobSummary): ListState {
  if (state.items === null) return state;
  const known = state.items.find((other) => other.id === item.id);
  if (known && known.revision > item.revision) return state;
  if (!matchesStatus(item, state.filter)) {
    return { ...state, items: withoutItem(state.items, item.id) };
  }
  if (known) {
    const items = state.items.map((other) => (other === known ? item : other));
    return { ...state, items };
  }
  return isNewest(state, item)
    ? { ...state, items: [item, ...state.items] }
    : state;
}

/// A job not found by the query joins only where its place is certain: on top
/// of an unsearched list of newest ones.
function isNewest(state: ListState, item: JobSummary): boolean {
  const { q, tag, sort } = state.filter;
  const top = state.items?.[0];
  return (
    q === "" &&
    (tag === "" || item.tags.includes(tag)) &&
    sort === "-createdAt" &&
    (top === undefined || item.createdAt >= top.createdAt)
  );
}

function matchesStatus(item: JobSummary, filter: ListFilter): boolean {
  return filter.status.length === 0 || filter.status.includes(item.status);
}

function withoutItem(items: JobSummary[] | null, id: string): JobSummary[] | null {
  return items?.filter((item) => item.id !== id) ?? null;
}
