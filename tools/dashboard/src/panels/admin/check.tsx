/// The check: the events of each job are folded again and compared with what
/// is stored.
import { useSignal } from "@preact/signals";
import { admin } from "../../http/api";
import { plural } from "../../ui/format";
import type { JobCheck } from "../../protocol/http";
import { ProblemNote } from "../parts/notes";
import { useRequest } from "../parts/use_request";

interface Found {
  checked: number;
  events: number;
  wrong: JobCheck[];
  isDone: boolean;
}

export function AdminCheck() {
  const found = useSignal<Found | null>(null);
  const { isSending, problem, send } = useRequest();

  async function check(): Promise<void> {
    found.value = { checked: 0, events: 0, wrong: [], isDone: false };
    let cursor: string | null = null;
    do {
      const page = await admin.check(cursor);
      found.value = added(found.value, page.checked, page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    found.value = { ...found.value, isDone: true };
  }

  return (
    <section aria-labelledby="check-title">
      <header>
        <h2 id="check-title">Check</h2>
        <button type="button" disabled={isSending.value} onClick={() => void send(check)}>
          {isSending.value ? "Checking…" : "Check every job"}
        </button>
      </header>
      <p class="muted">Folds the events of every job again and compares the outcome with what is stored.</p>
      {problem.value && <ProblemNote problem={problem.value} />}
      {found.value && <Outcome found={found.value} />}
    </section>
  );
}

function added(before: Found, checked: number, items: JobCheck[]): Found {
  return {
    ...before,
    checked: before.checked + checked,
    events: before.events + items.reduce((sum, item) => sum + item.events, 0),
    wrong: [...before.wrong, ...items.filter((item) => !item.agrees)],
  };
}

function Outcome({ found }: { found: Found }) {
  const { checked, wrong, isDone } = found;
  return (
    <>
      <p role="status" class={wrong.length > 0 ? "tone-failed" : isDone ? "tone-completed" : ""}>
        {plural(checked, "job")} checked
        {wrong.length > 0 && `, ${plural(wrong.length, "job differs", "jobs differ")}`}
        {isDone && wrong.length === 0 && ", all agree"}.
      </p>
      <ul class="admin-list">
        {wrong.map(({ jobId, differences }) => (
          <li key={jobId}>
            <a href={`/jobs/${jobId}`}>{jobId}</a>
            <span class="error-text">
              {differences.map(({ at, stored, folded }) => `${at}: ${JSON.stringify(stored)} stored, ${JSON.stringify(folded)} by its events`).join("\n")}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
