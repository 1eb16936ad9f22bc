/// One job, live: its graph, and the stage one looks at.
import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { attemptsOf } from "../../live/attempts";
import { failuresOf } from "../../job/failures";
import { isTerminal } from "../../live/job_events";
import type { JobState } from "../../live/job_state";
import type { JobStatus, StageState } from "../../protocol/http";
import { schemaOf } from "../../report/schema_shape";
import { query, replaceQuery } from "../../ui/router";
import { pipelineOf } from "../../live/store";
import { useJob } from "../parts/use_job";
import { ErrorBanner } from "../parts/error_banner";
import { JobHeader } from "./header";
import { NotFound } from "../parts/not_found";
import { DemoNote, Loading, ProblemNote } from "../parts/notes";
import { StaleBanner } from "../parts/stale_banner";
import { StageDetail } from "./stage_detail";
import { StageGraph } from "./stage_graph";
import { Timeline } from "./timeline";

export function JobPage({ id }: { id: string }) {
  const state = useJob(id, { history: true });
  const { job, problem, removed } = state.value;
  const title = job ? `${job.companyName} · Dossier` : "Dossier";
  useEffect(() => void (document.title = title), [title]);
  if (removed) return <NotFound reason="This research has been deleted." />;
  if (!job && problem?.status === 404) return <NotFound reason={`There is no job ${id}.`} />;
  if (!job) {
    return (
      <div class="page">
        {problem ? <ProblemNote problem={problem} /> : <Loading subject="the job" />}
      </div>
    );
  }
  return (
    <div class="page wide">
      {job.demo && <DemoNote />}
      <JobHeader job={job} />
      {problem && <ProblemNote problem={problem} />}
      <ErrorBanner job={job} hrefOf={(stage) => `/jobs/${id}?stage=${stage}`} />
      <StaleBanner job={job} hrefOf={(stage) => `/jobs/${id}?stage=${stage}`} />
      <Stages state={state.value} job={job} />
    </div>
  );
}

function Stages({ state, job }: { state: JobState; job: JobStatus }) {
  const pipeline = pipelineOf(job.reportType);
  const chosen = useComputed(() => query.value.get("stage") ?? "");
  const stage = job.stages.find((s) => s.stage === chosen.value) ?? worthLookingAt(job);
  if (!stage) return null;
  const schema = schemaOf(pipeline.value, stage.stage);
  return (
    <>
      <div class="job-columns">
        <StageGraph
          stages={job.stages}
          notes={state.notes}
          chosen={stage.stage}
          onChoose={choose}
        />
        <StageDetail
          key={stage.stage}
          job={job}
          stage={stage}
          schema={schema}
          stream={state.streams[stage.stage]}
          note={state.notes[stage.stage]}
          attempts={attemptsOf(state.history, stage.stage)}
        />
      </div>
      <Timeline job={job} history={state.history} chosen={stage.stage} onChoose={choose} />
    </>
  );
}

function choose(stage: string): void {
  replaceQuery({ stage });
  // Where the detail stands below the stages, go there.
  const isBelow = window.matchMedia("(max-width: 1080px)").matches;
  if (isBelow) document.getElementById("stage-title")?.scrollIntoView();
}

/// What runs; else what went wrong; else the first section.
function worthLookingAt(job: JobStatus): StageState | undefined {
  const current = job.stages.find((stage) => stage.stage === job.currentStage);
  const failure = isTerminal(job.status) ? failuresOf(job.stages)[0] : undefined;
  return current ?? failure?.root ?? job.stages[0];
}
