/// The queue: pause and resume, its limits, and letting one job go first.
import { useSignal } from "@preact/signals";
import { admin, api } from "../../http/api";
import { formatAge, formatCount, formatTime, plural } from "../../ui/format";
import { fieldError, withoutFieldErrors } from "../../http/problems";
import type { Limits, LimitsRequest, Overview } from "../../protocol/http";
import { now } from "../../live/store";
import { Field } from "../parts/field";
import { ProblemNote } from "../parts/notes";
import { useAnswer, useRequest } from "../parts/use_request";

interface Props {
  overview: Overview;
  onChange(): Promise<void>;
}

export function AdminQueue({ overview, onChange }: Props) {
  const { queue, limits, providers } = overview;
  const { isSending, problem, send } = useRequest();
  const toggle = () => send(queue.paused ? admin.resume : admin.pause).then(onChange);
  const held = providers.flatMap(({ heldUntil }) => heldUntil ?? []);
  return (
    <section aria-labelledby="queue-title">
      <header>
        <h2 id="queue-title">Queue</h2>
        <button
          type="button"
          class={queue.paused ? "primary" : ""}
          disabled={isSending.value}
          onClick={() => void toggle()}
        >
          {queue.paused ? "Resume" : "Pause"}
        </button>
      </header>
      <p>
        {queue.paused ? (
          <strong class="tone-warned">Paused: nothing new starts, what runs goes on.</strong>
        ) : (
          "Jobs start as places become free."
        )}{" "}
        {plural(queue.running, "job")} running
        {limits.maxRunningJobs > 0 && ` of ${formatCount(limits.maxRunningJobs)}`},{" "}
        {formatCount(queue.waiting)} waiting.
      </p>
      {held.map((until) => (
        <p key={until} class="note demo-note" role="status">
          The provider is busy: no call goes out before {formatTime(until)}.
        </p>
      ))}
      {problem.value && <ProblemNote problem={problem.value} />}
      <LimitsForm limits={limits} onChange={onChange} />
      {queue.waiting > 0 && <Waiting count={queue.waiting} onChange={onChange} />}
    </section>
  );
}

// -- limits ------------------------------------------------------------------

function LimitsForm({ limits, onChange }: { limits: Limits; onChange(): Promise<void> }) {
  const { isSending, problem, send } = useRequest();
  const isSaved = useSignal(false);
  const errorAt = (pointer: string) => fieldError(problem.value, pointer);
  const others = withoutFieldErrors(problem.value, /^\/(maxRunningJobs|providerMaxConcurrency)$/);

  async function save(form: FormData): Promise<void> {
    const wanted = changeOf(form, limits);
    isSaved.value = Object.keys(wanted).length === 0 || (await send(() => admin.limit(wanted)));
    await onChange();
  }

  return (
    <form
      class="inline-form"
      noValidate
      onInput={() => (isSaved.value = false)}
      onSubmit={(event) => {
        event.preventDefault();
        void save(new FormData(event.currentTarget));
      }}
    >
      {others && <ProblemNote problem={others} />}
      <Field name="maxRunningJobs" label="Jobs at once" hint="0: no limit" error={errorAt("/maxRunningJobs")}>
        {(props) => <input {...props} type="number" min={0} defaultValue={String(limits.maxRunningJobs)} />}
      </Field>
      {limits.providerMaxConcurrency !== null && (
        <Field
          name="providerMaxConcurrency"
          label="Model calls at once"
          hint="Until the next start"
          error={errorAt("/providerMaxConcurrency")}
        >
          {(props) => (
            <input {...props} type="number" min={1} defaultValue={String(limits.providerMaxConcurrency)} />
          )}
        </Field>
      )}
      <button type="submit" disabled={isSending.value}>
        Set limits
      </button>
      <span class="small muted" role="status">
        {isSaved.value && "Set."}
      </span>
    </form>
  );
}

function changeOf(form: FormData, limits: Limits): LimitsRequest {
  const change: LimitsRequest = {};
  for (const name of ["maxRunningJobs", "providerMaxConcurrency"] as const) {
    const text = form.get(name);
    // An empty field goes as -1, for the server to refuse by name.
    const value = text === "" ? -1 : Number(text);
    if (text !== null && value !== limits[name]) change[name] = value;
  }
  return change;
}

// -- one job first -----------------------------------------------------------

const mostShown = 20;

function Waiting({ count, onChange }: { count: number; onChange(): Promise<void> }) {
  const search = new URLSearchParams({ status: "queued", sort: "createdAt", limit: String(mostShown) });
  const { value } = useAnswer(`${count}`, () => api.list(search));
  const { isSending, problem, send } = useRequest();
  if (!value) return null;
  return (
    <>
      <h3>Waiting</h3>
      {problem.value && <ProblemNote problem={problem.value} />}
      <ul class="admin-list">
        {value.items.map((item) => (
          <li key={item.id}>
            <a href={`/jobs/${item.id}`}>{item.companyName}</a>
            <span class="muted">
              {item.geography}
              {item.queuePosition !== null && `, place ${item.queuePosition}`},{" "}
              {formatAge(item.queuedAt ?? item.createdAt, now.value)}
            </span>
            <button
              type="button"
              class="small"
              disabled={isSending.value}
              onClick={() => void send(() => admin.start(item.id)).then(onChange)}
            >
              Start now<span class="visually-hidden"> {item.companyName}</span>
            </button>
          </li>
        ))}
      </ul>
      {count > value.items.length && (
        <p class="small muted">and {formatCount(count - value.items.length)} more</p>
      )}
    </>
  );
}
