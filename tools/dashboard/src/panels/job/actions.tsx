/// What can be done with a whole job: cancel, edit, delete.
import { api, problemOf } from "../../http/api";
import { lacks, offers } from "../../http/features";
import { isTerminal } from "../../live/job_events";
import { fieldError, withoutFieldErrors } from "../../http/problems";
import type { JobStatus, JobUpdate } from "../../protocol/http";
import { navigate } from "../../ui/router";
import { DialogButton } from "../parts/dialog";
import { Field } from "../parts/field";
import { ProblemNote } from "../parts/notes";
import { useRequest } from "../parts/use_request";

export function JobActions({ job }: { job: JobStatus }) {
  const over = isTerminal(job.status);
  return (
    <>
      {offers("PATCH /api/research/{id}") && <Edit job={job} />}
      {over && offers("DELETE /api/research/{id}") && <Delete job={job} />}
      {!over && !lacks("POST /api/research/{id}/cancel") && <Cancel job={job} />}
    </>
  );
}

function Cancel({ job }: { job: JobStatus }) {
  const { isSending, problem, send } = useRequest();
  return (
    <DialogButton label="Cancel job" title="Cancel this job?">
      {(close) => (
        <>
          <p>
            What is being written stops at once. Completed sections stay readable,
            and the rest can be run again later.
          </p>
          {problem.value && <ProblemNote problem={problem.value} />}
          <div class="dialog-end">
            <button type="button" onClick={close}>
              Keep running
            </button>
            <button
              type="button"
              class="danger"
              disabled={isSending.value}
              onClick={() => void send(() => api.cancel(job.id)).then((done) => done && close())}
            >
              Cancel job
            </button>
          </div>
        </>
      )}
    </DialogButton>
  );
}

function Delete({ job }: { job: JobStatus }) {
  const { isSending, problem, send } = useRequest();
  async function remove(): Promise<void> {
    if (await send(() => deleteOnce(job.id))) navigate("/");
  }
  return (
    <DialogButton label="Delete" title={`Delete ${job.companyName}?`}>
      {(close) => (
        <>
          <p>
            The report goes with all its versions, and what was spent on it is no
            longer shown. This cannot be undone.
          </p>
          {problem.value && <ProblemNote problem={problem.value} />}
          <div class="dialog-end">
            <button type="button" onClick={close}>
              Keep it
            </button>
            <button type="button" class="danger" disabled={isSending.value} onClick={() => void remove()}>
              Delete for good
            </button>
          </div>
        </>
      )}
    </DialogButton>
  );
}

/// Gone already is gone.
async function deleteOnce(id: string): Promise<void> {
  try {
    await api.remove(id);
  } catch (error) {
    if (problemOf(error).status !== 404) throw error;
  }
}

// -- edit --------------------------------------------------------------------

function Edit({ job }: { job: JobStatus }) {
  const { isSending, problem, send } = useRequest();
  const errorAt = (pointer: string) => fieldError(problem.value, pointer);
  const others = withoutFieldErrors(problem.value, /^\/(tags|priority|budgetUsd)(\/|$)/);
  return (
    <DialogButton label="Edit" title={`Edit ${job.companyName}`}>
      {(close) => (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            const change = changeOf(new FormData(event.currentTarget), job);
            void send(() => api.change(job.id, change)).then((done) => done && close());
          }}
        >
          {others && <ProblemNote problem={others} />}
          <Field name="tags" label="Tags" hint="Separated by commas" error={errorAt("/tags")}>
            {(props) => <input {...props} type="text" defaultValue={job.tags.join(", ")} />}
          </Field>
          <Field name="budgetUsd" label="Budget (USD)" hint={budgetHint(job)} error={errorAt("/budgetUsd")}>
            {(props) => <input {...props} type="text" inputMode="decimal" defaultValue={String(job.budgetUsd ?? "")} />}
          </Field>
          {job.status === "queued" && (
            <Field
              name="priority"
              label="Priority"
              hint="From -10 to 10; higher runs first"
              error={errorAt("/priority")}
            >
              {(props) => <input {...props} type="number" min={-10} max={10} defaultValue={String(job.priority)} />}
            </Field>
          )}
          <div class="dialog-end">
            <button type="button" onClick={close}>
              Leave as it is
            </button>
            <button type="submit" class="primary" disabled={isSending.value}>
              Save
            </button>
          </div>
        </form>
      )}
    </DialogButton>
  );
}

function budgetHint({ budgetUsd }: JobStatus): string {
  return budgetUsd === null ? "Optional cap on one run" : "Cap on one run; it can be changed, not removed";
}

/// Only what was changed, so that nobody else's change is undone.
function changeOf(form: FormData, job: JobStatus): JobUpdate {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const tags = text("tags").split(",").map((tag) => tag.trim()).filter(Boolean);
  const change: JobUpdate = {};
  if (tags.join() !== job.tags.join()) change.tags = tags;
  const budget = text("budgetUsd");
  // What is no number goes as 0, for the server to refuse by name.
  const budgetUsd = Number(budget.replace(",", ".")) || 0;
  const isNone = budget === "" && job.budgetUsd === null;
  if (!isNone && budgetUsd !== job.budgetUsd) change.budgetUsd = budgetUsd;
  const priority = form.get("priority");
  if (priority !== null && Number(priority) !== job.priority) change.priority = Number(priority);
  return change;
}
