/// Where the boxes and lines of a job's graph go.
import { graphlib, layout } from "@dagrejs/dagre";
import type { StageId } from "../protocol/http";

export interface GraphStage {
  stage: StageId;
  needs: StageId[];
  prefers: StageId[];
}

export interface GraphEdge {
  from: StageId;
  to: StageId;
  kind: "needs" | "prefers";
  path: string;
}

export interface GraphLayout {
  width: number;
  height: number;
  boxes: Map<StageId, { x: number; y: number }>;
  edges: GraphEdge[];
}

export const boxWidth = 200;
export const boxHeight = 60;

export function layoutGraph(stages: GraphStage[]): GraphLayout {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 18, ranksep: 34, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { stage } of stages) {
    graph.setNode(stage, { width: boxWidth, height: boxHeight });
  }
  const links = linksOf(stages);
  for (const { from, to } of links) graph.setEdge(from, to);
  layout(graph);
  const boxes = new Map(
    stages.map(({ stage }) => {
      const { x, y } = graph.node(stage);
      return [stage, { x: x - boxWidth / 2, y: y - boxHeight / 2 }];
    }),
  );
  const edges = links.map((link) => ({
    ...link,
    path: curvedPath(graph.edge(link.from, link.to).points),
  }));
  const { width = 0, height = 0 } = graph.graph();
  return { width, height, boxes, edges };
}

// -- which lines are drawn ---------------------------------------------------

type GraphLink = Omit<GraphEdge, "path">;
type Before = Map<StageId, StageId[]>;

/// Lines that follow from others are left out: a need that other needs imply,
/// a preference that any way implies, and the needs of the stage that all
/// stages need, except where nothing else leads to a box.
function linksOf(stages: GraphStage[]): GraphLink[] {
  const needs: Before = new Map(stages.map((s) => [s.stage, s.needs]));
  const all: Before = new Map(stages.map((s) => [s.stage, [...s.needs, ...s.prefers]]));
  const shared = neededByAll(stages);
  return stages.flatMap((stage) => {
    const to = stage.stage;
    const needed = stage.needs.filter(
      (from) =>
        !leadsTo(needs, from, to) && (from !== shared || all.get(to)?.length === 1),
    );
    const preferred = stage.prefers.filter((from) => !leadsTo(all, from, to));
    return [
      ...needed.map((from) => ({ from, to, kind: "needs" as const })),
      ...preferred.map((from) => ({ from, to, kind: "prefers" as const })),
    ];
  });
}

export function neededByAll(stages: GraphStage[]): StageId | undefined {
  return stages.find(({ stage }) =>
    stages.every((other) => other.stage === stage || other.needs.includes(stage)),
  )?.stage;
}

/// Whether a way other than the direct one leads there.
function leadsTo(before: Before, from: StageId, to: StageId): boolean {
  const open = (before.get(to) ?? []).filter((stage) => stage !== from);
  const seen = new Set<StageId>();
  while (open.length > 0) {
    const stage = open.pop();
    if (stage === from) return true;
    if (stage === undefined || seen.has(stage)) continue;
    seen.add(stage);
    open.push(...(before.get(stage) ?? []));
  }
  return false;
}

// -- how they run ------------------------------------------------------------

interface Point {
  x: number;
  y: number;
}

/// Bends at the corners, ends where the boxes begin.
function curvedPath(points: Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return "";
  const bends = rest.slice(0, -1).map((corner, i) => {
    const next = rest[i + 1] ?? last;
    const end =
      next === last ? last : { x: (corner.x + next.x) / 2, y: (corner.y + next.y) / 2 };
    return `Q${at(corner)} ${at(end)}`;
  });
  return `M${at(first)} ${bends.length ? bends.join(" ") : `L${at(last)}`}`;
}

function at({ x, y }: Point): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
