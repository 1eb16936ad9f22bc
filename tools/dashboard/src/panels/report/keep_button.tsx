import { api } from "../../http/api";
import { offers } from "../../http/features";
import { isTerminal } from "../../live/job_events";
import type { JobStatus, StageState } from "../../protocol/http";
import { ProblemNote } from "../parts/notes";
import { useRequest } from "../parts/use_request";

/// A restore of the newest version there is: nothing is lost by it, so that it
/// is done at once.
export function KeepButton({ job, stage, version }: { job: JobStatus; stage: StageState; version: number }) {
  const { isSending, problem, send } = useRequest();
  if (!offers("POST /api/research/{id}/sections/{stage}/versions/{n}/restore")) return null;
  return (
    <>
      <button
        type="button"
        class={isTerminal(job.status) ? "primary" : undefined}
        disabled={!isTerminal(job.status) || isSending.value}
        title={isTerminal(job.status) ? undefined : "Possible once the job has ended"}
        onClick={() => void send(() => api.restore(job.id, stage.stage, version))}
      >
        Keep this one<span class="visually-hidden">: version {version} of {stage.name}</span>
      </button>
      {problem.value && <ProblemNote problem={problem.value} />}
    </>
  );
}
