/// The administrator's view: what runs, what waits, and the levers.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { admin, problemOf } from "../../http/api";
import { formatCount, formatDuration, plural } from "../../ui/format";
import type { ShownProblem } from "../../http/problems";
import type { Overview } from "../../protocol/http";
import { AdminAudit } from "./audit";
import { AdminBulk } from "./bulk";
import { AdminCheck } from "./check";
import { AdminQueue } from "./queue";
import { AdminRunning } from "./running";
import { Loading, ProblemNote } from "../parts/notes";

const readEveryMs = 2000;

export function AdminPage() {
  const overview = useSignal<Overview | null>(null);
  const problem = useSignal<ShownProblem | null>(null);

  async function read(): Promise<void> {
    try {
      overview.value = await admin.overview();
      problem.value = null;
    } catch (error) {
      problem.value = problemOf(error);
    }
  }

  useEffect(() => void (document.title = "Administration · Dossier"), []);
  useEffect(() => {
    void read();
    const timer = window.setInterval(() => {
      if (document.visibilityState === "visible") void read();
    }, readEveryMs);
    return () => window.clearInterval(timer);
  }, []);

  const latest = overview.value;
  return (
    <div class="page admin">
      <h1>Administration</h1>
      {problem.value && <Refusal problem={problem.value} />}
      {!latest && !problem.value && <Loading subject="the overview" />}
      {latest && (
        <>
          <ServerFigures overview={latest} />
          <AdminQueue overview={latest} onChange={read} />
          <AdminRunning overview={latest} />
          <AdminBulk progress={latest.bulkRerun} onChange={read} />
          <AdminCheck />
          <AdminAudit />
        </>
      )}
    </div>
  );
}

function Refusal({ problem }: { problem: ShownProblem }) {
  if (problem.status === 404) return <p class="note">This server has no administration.</p>;
  if (problem.status === 403) return <p class="note">This page is for administrators.</p>;
  return <ProblemNote problem={problem} />;
}

function ServerFigures({ overview }: { overview: Overview }) {
  const { version, demo, draining, uptimeMs, connections, store, providers } = overview;
  return (
    <>
      {draining && (
        <p class="note problem-note" role="status">
          <strong>The server is about to stop.</strong> It takes no new work.
        </p>
      )}
      {!store.writable && (
        <p class="note problem-note" role="status">
          <strong>The store cannot be written.</strong> Nothing new is accepted until it can.
        </p>
      )}
      <dl class="facts">
        <Fact name="Version">
          {version} {demo && <span class="tag demo">Demo</span>}
        </Fact>
        <Fact name="Up for">{formatDuration(uptimeMs)}</Fact>
        <Fact name="Watching">
          {plural(connections.sockets, "socket")}, {plural(connections.streams, "stream")}
        </Fact>
        <Fact name="Commits">
          {formatCount(store.commits)} in {plural(store.groups, "group")}
        </Fact>
        {store.lastCommitMs !== null && <Fact name="Last commit">{store.lastCommitMs.toFixed(1)} ms</Fact>}
        {providers.map((limiter, i) => (
          <Fact key={i} name={`Calls to ${limiter.model ?? "the model"}`}>
            {formatCount(limiter.running)} of {formatCount(limiter.limit)}
            {limiter.waiting > 0 && `, ${formatCount(limiter.waiting)} waiting`}
          </Fact>
        ))}
      </dl>
    </>
  );
}

export function Fact(props: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
