/// Bulk rerun: what failed in many jobs for one reason is made again. The plan
/// names the jobs, and what is sent names those and no others.
import { useSignal } from "@preact/signals";
import { admin, api } from "../../http/api";
import { errorClasses, errorClassText } from "../../job/failures";
import { formatCount, plural } from "../../ui/format";
import type { BulkRerun, BulkRerunRequest, JobSummary, Overview } from "../../protocol/http";
import { Field } from "../parts/field";
import { ProblemNote } from "../parts/notes";
import { useRequest } from "../parts/use_request";

/// The most jobs that the server takes in one command.
const mostJobs = 1000;

interface Props {
  progress: Overview["bulkRerun"];
  onChange(): Promise<void>;
}

export function AdminBulk({ progress, onChange }: Props) {
  const plan = useSignal<BulkRerun | null>(null);
  const names = useSignal<Map<string, string>>(new Map());
  const { isSending, problem, send } = useRequest();

  async function ask(form: FormData): Promise<void> {
    plan.value = null;
    await send(async () => {
      const found = await admin.rerun({ filter: filterOf(form), ...scope, dryRun: true });
      names.value = namesOf(await jobsWithErrors());
      plan.value = found;
    });
  }

  async function run(jobs: BulkRerun["jobs"]): Promise<void> {
    const jobIds = jobs.slice(0, mostJobs).map(({ jobId }) => jobId);
    if (await send(() => admin.rerun({ jobIds, ...scope }))) plan.value = null;
    await onChange();
  }

  return (
    <section aria-labelledby="bulk-title">
      <header>
        <h2 id="bulk-title">Bulk rerun</h2>
      </header>
      <p class="muted">Failed sections of many jobs are made again, and what they had blocked.</p>
      <form
        class="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          void ask(new FormData(event.currentTarget));
        }}
      >
        <Field name="errorClass" label="Failed because of" error="">
          {(props) => (
            <select {...props}>
              <option value="">any reason</option>
              {errorClasses.map((name) => (
                <option key={name} value={name}>
                  {errorClassText(name)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field name="from" label="Ended since" hint="Optional" error="">
          {(props) => <input {...props} type="datetime-local" />}
        </Field>
        <button type="submit" disabled={isSending.value}>
          Show plan
        </button>
      </form>
      {problem.value && <ProblemNote problem={problem.value} />}
      {plan.value && <PlanOfMany plan={plan.value} names={names.value} isSending={isSending.value} onRun={run} />}
      <Progress progress={progress} />
    </section>
  );
}

type BulkFilter = NonNullable<BulkRerunRequest["filter"]>;

const scope = { sections: "failed", cascade: "blocked" } as const;

function filterOf(form: FormData): BulkFilter {
  const filter: BulkFilter = {};
  const errorClass = errorClasses.find((name) => name === form.get("errorClass"));
  const from = String(form.get("from") ?? "");
  if (errorClass) filter.errorClass = errorClass;
  if (from) filter.from = new Date(from).toISOString();
  return filter;
}

/// The plan has ids alone.
async function jobsWithErrors(): Promise<JobSummary[]> {
  const search = new URLSearchParams({ status: "completed_with_errors,failed", limit: "200" });
  return (await api.list(search)).items;
}

function namesOf(items: JobSummary[]): Map<string, string> {
  return new Map(items.map(({ id, companyName }) => [id, companyName]));
}

function PlanOfMany(props: {
  plan: BulkRerun;
  names: Map<string, string>;
  isSending: boolean;
  onRun(jobs: BulkRerun["jobs"]): Promise<void>;
}) {
  const { plan, names, isSending, onRun } = props;
  const { jobs, skipped } = plan;
  const sections = jobs.reduce((sum, job) => sum + job.sections.length, 0);
  if (jobs.length === 0) return <p role="status">Nothing failed that way.</p>;
  return (
    <div class="bulk-plan">
      <p role="status">
        <strong>{plural(jobs.length, "job")}</strong>, {plural(sections, "section")}
        {skipped.length > 0 && `; ${formatCount(skipped.length)} skipped, as they run or have nothing failed`}.
        {jobs.length > mostJobs && ` The first ${formatCount(mostJobs)} are run.`}
      </p>
      <ul class="admin-list">
        {jobs.map(({ jobId, sections: failed }) => (
          <li key={jobId}>
            <a href={`/jobs/${jobId}`}>{names.get(jobId) ?? jobId}</a>
            <span class="muted">{plural(failed.length, "section")}</span>
          </li>
        ))}
      </ul>
      <button type="button" class="primary" disabled={isSending} onClick={() => void onRun(jobs)}>
        Rerun {plural(Math.min(jobs.length, mostJobs), "job")}
      </button>
    </div>
  );
}

function Progress({ progress }: { progress: Overview["bulkRerun"] }) {
  const { waiting, underWay, accepted, refused } = progress;
  if (waiting + underWay + accepted + refused.length === 0) return null;
  return (
    <>
      <p class="small" role="status">
        Last bulk rerun: {formatCount(accepted)} accepted, {formatCount(waiting + underWay)} to come
        {refused.length > 0 && `, ${formatCount(refused.length)} refused`}.
      </p>
      {refused.map(({ jobId, problem }) => (
        <p key={jobId} class="small muted">
          <a href={`/jobs/${jobId}`}>{jobId}</a>: {problem.detail ?? problem.title}
        </p>
      ))}
    </>
  );
}
