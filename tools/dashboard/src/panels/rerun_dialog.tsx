/// Rerun: the plan is asked for and shown before anything is sent, and what
/// is sent names that plan, so that the server refuses if it has changed.
import { useSignal, type Signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { api, newKey, problemOf } from "../api";
import { enumerate, formatCost, formatDuration, plural } from "../format";
import { isOver } from "../job_events";
import type { JobStatus, Plan, Problem, RerunReason, RerunRequest, StageState } from "../protocol";
import { Loading, ProblemNote } from "./notes";

type Props = {
  job: JobStatus;
  label?: string;
  prominent?: boolean;
} & ({ stage: StageState } | { sections: string[] });

type Step =
  | { at: "planning" }
  | { at: "planned"; plan: Plan; isNewPlan: boolean }
  | { at: "sending"; plan: Plan }
  | { at: "refused"; problem: Problem };

export function RerunButton(props: Props) {
  const { job } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const step = useSignal<Step>({ at: "planning" });
  const sections = "stage" in props ? [props.stage.stage] : props.sections;
  const isFailed = "sections" in props || props.stage.status !== "completed";
  const name = "stage" in props ? props.stage.name : "missing sections";
  const request: RerunRequest = { sections, cascade: "blocked" };

  async function plan(isNewPlan: boolean): Promise<void> {
    step.value = { at: "planning" };
    try {
      const found = await api.rerunPlan(job.id, request);
      step.value = { at: "planned", plan: found, isNewPlan };
    } catch (error) {
      step.value = { at: "refused", problem: problemOf(error) };
    }
  }

  async function send(found: Plan): Promise<void> {
    step.value = { at: "sending", plan: found };
    try {
      await api.rerun(job.id, { ...request, planVersion: found.planVersion }, newKey());
      dialog.current?.close();
    } catch (error) {
      const problem = problemOf(error);
      if (problem.code === "plan_changed") return plan(true);
      step.value = { at: "refused", problem };
    }
  }

  function open(): void {
    dialog.current?.showModal();
    void plan(false);
  }

  const label = props.label ?? (isFailed ? "Rerun section" : "Rerun");
  const tone = (props.prominent ?? isFailed) ? "primary" : "";
  return (
    <>
      <button
        type="button"
        class={tone}
        disabled={!isOver(job.status)}
        title={isOver(job.status) ? undefined : "Possible once the job has ended"}
        onClick={open}
      >
        {label}
        {!props.label && <span class="visually-hidden"> {name}</span>}
      </button>
      <dialog ref={dialog} class="rerun" aria-label={`Rerun ${name}`}>
        <h2>Rerun {name}</h2>
        <PlanView step={step} job={job} />
        <div class="dialog-end">
          <button type="button" onClick={() => dialog.current?.close()}>
            {step.value.at === "refused" ? "Close" : "Not now"}
          </button>
          {(step.value.at === "planned" || step.value.at === "sending") && (
            <Confirm step={step.value} onConfirm={send} />
          )}
        </div>
      </dialog>
    </>
  );
}

function Confirm(props: {
  step: Extract<Step, { plan: Plan }>;
  onConfirm(plan: Plan): Promise<void>;
}) {
  const { at, plan } = props.step;
  return (
    <button
      type="button"
      class="primary"
      disabled={at === "sending"}
      onClick={() => void props.onConfirm(plan)}
    >
      {at === "sending" ? "Sending…" : `Run ${plural(plan.stages.length, "stage")}`}
    </button>
  );
}

const reasonText: Record<RerunReason, string> = {
  requested: "you asked for it",
  failed_dependency: "has to be there first",
  blocked: "was blocked",
  stale: "builds on what changes",
  computed: "is put together anew",
};

function PlanView({ step, job }: { step: Signal<Step>; job: JobStatus }) {
  const here = step.value;
  if (here.at === "planning") return <Loading what="the plan" />;
  if (here.at === "refused") return <Refused problem={here.problem} />;
  const { stages, stale, estimate } = here.plan;
  const nameOf = (id: string) => job.stages.find((s) => s.stage === id)?.name ?? id;
  return (
    <>
      {here.at === "planned" && here.isNewPlan && (
        <p class="note">The job has changed meanwhile. This is the plan as it is now.</p>
      )}
      <p>{plural(stages.length, "stage")} will run, everything else stays as it is.</p>
      <ol class="plan">
        {stages.map(({ stage, name, reason }) => (
          <li key={stage}>
            <strong>{name}</strong> <span class="muted">{reasonText[reason]}</span>
          </li>
        ))}
      </ol>
      {stale.length > 0 && (
        <p class="small">
          {enumerate(stale.map(nameOf))} will be marked stale: {stale.length === 1 ? "it was" : "they were"}{" "}
          written from the earlier text.
        </p>
      )}
      <p class="small muted">
        {estimate
          ? `By experience ${formatDuration(estimate.durationMs)} and ${formatCost(estimate.costUsd)}.`
          : "No estimate yet: nothing comparable has run here."}
      </p>
    </>
  );
}

function Refused({ problem }: { problem: Problem }) {
  if (problem.status === 404 || problem.status === 405) {
    return <p class="note">This server cannot rerun sections yet. Nothing was changed.</p>;
  }
  return <ProblemNote problem={problem} />;
}
