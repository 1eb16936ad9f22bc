/// The stages and what they wait for. Solid lines: needed; dashed: preferred.
/// On a small screen the boxes are a list and the lines go.
import { useMemo } from "preact/hooks";
import { formatCost, formatDuration, formatSpent } from "../../ui/format";
import { boxHeight, boxWidth, layoutGraph, neededByAll, type GraphEdge } from "../../job/graph_layout";
import type { JobState } from "../../live/job_state";
import type { StageState } from "../../protocol/http";
import { now } from "../../live/store";
import { triesOf } from "../../job/tries";
import { StatusIcon, stageText, stageTone } from "../parts/status_mark";

interface Props {
  stages: StageState[];
  notes: JobState["notes"];
  chosen: string;
  onChoose(stage: string): void;
}

export function StageGraph({ stages, notes, chosen, onChoose }: Props) {
  const shape = JSON.stringify(stages.map((s) => [s.stage, s.needs, s.prefers]));
  const graph = useMemo(() => layoutGraph(stages), [shape]);
  const shared = stages.find((stage) => stage.stage === neededByAll(stages));
  return (
    <section class="graph-panel" aria-label="Stages">
      <div class="graph" style={{ width: px(graph.width), height: px(graph.height) }}>
        <svg width={graph.width} height={graph.height} aria-hidden="true">
          {graph.edges.map((edge) => (
            <path
              key={`${edge.from} ${edge.to}`}
              class={edgeClass(edge, chosen, stages)}
              d={edge.path}
            />
          ))}
        </svg>
        <ol>
          {stages.map((stage) => {
            const box = graph.boxes.get(stage.stage) ?? { x: 0, y: 0 };
            return (
              <li
                key={stage.stage}
                style={{ left: px(box.x), top: px(box.y), width: px(boxWidth), height: px(boxHeight) }}
              >
                <button
                  type="button"
                  data-step
                  class={`stage-box tone-${stageTone(stage)}`}
                  aria-pressed={stage.stage === chosen}
                  onClick={() => onChoose(stage.stage)}
                >
                  <StatusIcon tone={stageTone(stage)} />
                  <span class="stage-name">{stage.name}</span>
                  <span class="stage-note">{boxNote(stage, notes[stage.stage]?.until ?? null)}</span>
                </button>
              </li>
            );
          })}
        </ol>
      </div>
      <p class="legend">
        <span class="line" /> needs
        <span class="line dashed" /> prefers
        {shared && <span class="shared">All stages need {shared.name}</span>}
      </p>
    </section>
  );
}

function boxNote(stage: StageState, until: string | null): string {
  const text = stageText(stage);
  if (stage.status === "running") {
    const tries = triesOf(stage) > 1 ? `try ${triesOf(stage)}` : "";
    const due = stage.nextAttemptAt ?? until;
    if (stage.detail && due) return `${text}, ${inSeconds(due)}`;
    const spent = stage.startedAt ? formatDuration(now.value - Date.parse(stage.startedAt)) : "";
    return [text, tries, spent].filter(Boolean).join(" · ");
  }
  if (stage.status === "completed" && stage.stale) return text;
  if (stage.status === "completed" && stage.outdated) return `${text} · outdated`;
  if (stage.status === "completed" && stage.duration !== null) {
    const cost = stage.costUsd > 0 ? ` · ${formatCost(stage.costUsd)}` : "";
    return `${formatSpent(stage.duration)}${cost}`;
  }
  return text;
}

export function inSeconds(due: string): string {
  const seconds = Math.ceil((Date.parse(due) - now.value) / 1000);
  return seconds > 0 ? `in ${seconds} s` : "now";
}

function touches(edge: GraphEdge, stage: string): boolean {
  return edge.from === stage || edge.to === stage;
}

function edgeClass(edge: GraphEdge, chosen: string, stages: StageState[]): string {
  const from = stages.find((stage) => stage.stage === edge.from);
  return [
    "edge",
    edge.kind,
    touches(edge, chosen) ? "near" : "",
    from ? `from-${from.status}` : "",
  ].join(" ");
}

function px(value: number): string {
  return `${value}px`;
}
