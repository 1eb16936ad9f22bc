/// What administrators have done, newest first.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { admin } from "../../http/api";
import { formatMoment, humanize } from "../../ui/format";
import type { AuditEntry, AuditPage } from "../../protocol/http";
import { ProblemNote } from "../parts/notes";
import { useRequest } from "../parts/use_request";

export function AdminAudit() {
  const pages = useSignal<AuditPage[]>([]);
  const { isSending, problem, send } = useRequest();
  const cursor = pages.value.at(-1)?.nextCursor ?? null;
  const read = (from: string | null, before: AuditPage[]) =>
    send(async () => (pages.value = [...before, await admin.audit(from)]));
  useEffect(() => void read(null, []), []);
  const items = pages.value.flatMap((page) => page.items);
  return (
    <section aria-labelledby="audit-title">
      <header>
        <h2 id="audit-title">Audit</h2>
        <button type="button" disabled={isSending.value} onClick={() => void read(null, [])}>
          Read again
        </button>
      </header>
      {problem.value && <ProblemNote problem={problem.value} />}
      {items.length === 0 && !isSending.value && <p class="muted">Nothing was changed yet.</p>}
      <ul class="admin-list">
        {items.map((entry, i) => (
          <Entry key={i} entry={entry} />
        ))}
      </ul>
      {cursor && (
        <p class="center">
          <button type="button" disabled={isSending.value} onClick={() => void read(cursor, pages.value)}>
            Show more
          </button>
        </p>
      )}
    </section>
  );
}

/// `pauseQueue` as "Pause queue".
function wordsOf(action: string): string {
  return humanize(action.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { at, by, action, target, detail } = entry;
  const detailText = Object.keys(detail).length > 0 ? JSON.stringify(detail) : "";
  return (
    <li>
      <strong>{wordsOf(action)}</strong>
      <span class="muted">
        {by}, {formatMoment(at)}
        {target && (
          <>
            , <a href={`/jobs/${target}`}>job</a>
          </>
        )}
      </span>
      {detailText && <code class="small">{detailText}</code>}
    </li>
  );
}
