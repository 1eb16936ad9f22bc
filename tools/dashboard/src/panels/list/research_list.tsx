/// All research: what a query finds, kept current by the jobs feed.
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { api, problemOf } from "../../http/api";
import { emptyList, reduceList, type ListAction, type ListFilter } from "../../live/jobs_feed";
import type { ShownProblem } from "../../http/problems";
import type { JobStatusName } from "../../protocol/http";
import { query, replaceQuery } from "../../ui/router";
import { followFeed, link } from "../../live/store";
import { Loading, ProblemNote } from "../parts/notes";
import { ResearchRow } from "./research_row";

const pageSize = "50";
const typingPauseMs = 250;
const newestFirst = "-createdAt";

interface View {
  name: string;
  status: JobStatusName[];
  sort: string;
}

const views: View[] = [
  { name: "Recent", status: [], sort: newestFirst },
  { name: "Active", status: ["queued", "running"], sort: newestFirst },
  { name: "Errors", status: ["completed_with_errors", "failed"], sort: newestFirst },
  { name: "Completed", status: ["completed"], sort: newestFirst },
  { name: "Cancelled", status: ["cancelled"], sort: newestFirst },
  { name: "Costliest", status: [], sort: "-costUsd" },
];

function filterOf(search: URLSearchParams): ListFilter {
  const status = search.get("status")?.split(",").filter(Boolean) ?? [];
  return {
    q: search.get("q") ?? "",
    status: status as JobStatusName[],
    tag: search.get("tag") ?? "",
    sort: search.get("sort") ?? newestFirst,
  };
}

function toQuery({ q, status, tag, sort }: ListFilter): URLSearchParams {
  const search = new URLSearchParams({ limit: pageSize });
  // The server puts the best match first where a search names no order.
  if (!q || sort !== newestFirst) search.set("sort", sort);
  if (q) search.set("q", q);
  if (status.length) search.set("status", status.join(","));
  if (tag) search.set("tag", tag);
  return search;
}

export function ResearchList() {
  const list = useSignal(emptyList(filterOf(query.value)));
  const problem = useSignal<ShownProblem | null>(null);
  const asked = useRef(0);
  const act = (action: ListAction) => (list.value = reduceList(list.peek(), action));

  async function find(filter: ListFilter, cursor?: string): Promise<void> {
    const turn = ++asked.current;
    const search = toQuery(filter);
    if (cursor) search.set("cursor", cursor);
    try {
      const page = await api.list(search);
      if (turn !== asked.current) return;
      act({ type: cursor ? "found_more" : "found", ...page });
      problem.value = null;
    } catch (error) {
      if (turn === asked.current) problem.value = problemOf(error);
    }
  }

  const filterKey = useComputed(() => JSON.stringify(filterOf(query.value)));
  // Also after a reconnect: what left the feed meanwhile is found again.
  const isLive = useComputed(() => link.value.state === "live");
  useSignalEffect(() => {
    const filter = JSON.parse(filterKey.value) as ListFilter;
    void isLive.value;
    act({ type: "filtered", filter });
    void find(filter);
  });
  useEffect(() => followFeed(act), []);
  useEffect(() => void (document.title = "Research · Dossier"), []);

  const { items, filter, nextCursor } = list.value;
  const isFiltered = filter.q !== "" || filter.status.length > 0 || filter.tag !== "";
  return (
    <div class="page">
      <div class="page-head">
        <h1>Research</h1>
        <a class="button primary" href="/new">
          New report
        </a>
      </div>
      {problem.value && <ProblemNote problem={problem.value} />}
      {items && (items.length > 0 || isFiltered) && <Filters filter={filter} />}
      {items === null && !problem.value && <Loading subject="research" />}
      {items?.length === 0 && (isFiltered ? <NothingFound /> : <FirstReport />)}
      {items && items.length > 0 && (
        <>
          <ul class="research">
            {items.map((item) => (
              <ResearchRow key={item.id} item={item} />
            ))}
          </ul>
          {items.some((item) => item.demo) && (
            <p class="small muted">
              Reports marked <span class="tag demo">Demo</span> were written by the
              built-in demo provider: what they say is fictional.
            </p>
          )}
        </>
      )}
      {nextCursor && (
        <p class="center">
          <button type="button" onClick={() => void find(filter, nextCursor)}>
            Show more
          </button>
        </p>
      )}
    </div>
  );
}

function Filters({ filter }: { filter: ListFilter }) {
  const typing = useRef(0);
  const input = useRef<HTMLInputElement>(null);
  // The address may change by other means than this field.
  useEffect(() => {
    if (input.current && !typing.current) input.current.value = filter.q;
  }, [filter.q]);
  const onInput = (event: InputEvent & { currentTarget: HTMLInputElement }) => {
    const q = event.currentTarget.value;
    window.clearTimeout(typing.current);
    typing.current = window.setTimeout(() => {
      typing.current = 0;
      replaceQuery({ q });
    }, typingPauseMs);
  };
  return (
    <div class="filters" role="search">
      <input
        ref={input}
        type="search"
        aria-label="Search company, geography and report text"
        placeholder="Search company, geography, text"
        defaultValue={filter.q}
        onInput={onInput}
      />
      <div class="chips" role="group" aria-label="Show">
        {views.map((view) => (
          <button
            key={view.name}
            type="button"
            class="chip"
            aria-pressed={isView(filter, view)}
            data-errors={view.name === "Errors" || undefined}
            onClick={() => replaceQuery(viewQuery(view))}
          >
            {view.name}
          </button>
        ))}
        {filter.tag && (
          <button type="button" class="chip" onClick={() => replaceQuery({ tag: "" })}>
            Tag: {filter.tag} <span aria-hidden="true">×</span>
            <span class="visually-hidden">, remove</span>
          </button>
        )}
      </div>
    </div>
  );
}

function viewQuery({ status, sort }: View): Record<string, string> {
  return { status: status.join(","), sort: sort === newestFirst ? "" : sort };
}

function isView(filter: ListFilter, view: View): boolean {
  return filter.sort === view.sort && filter.status.join() === view.status.join();
}

function NothingFound() {
  return (
    <div class="empty">
      <h2>Nothing matches</h2>
      <p>No research fits this search and filter.</p>
      <button type="button" onClick={() => replaceQuery({ q: "", status: "", tag: "", sort: "" })}>
        Show all
      </button>
    </div>
  );
}

function FirstReport() {
  return (
    <div class="empty">
      <h2>Start with a company</h2>
      <p>
        Name a company and a region. Dossier researches it and writes a cited
        intelligence report, section by section, while you watch.
      </p>
      <a class="button primary" href="/new">
        Make the first report
      </a>
    </div>
  );
}
