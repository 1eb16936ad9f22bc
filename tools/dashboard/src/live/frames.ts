/// Reads what the socket brings.
import type { ServerFrame } from "../protocol/socket";

/// What readers of a job or of the feed are told; the rest is between the
/// connection and the server.
export type LiveFrame = Exclude<
  ServerFrame,
  { type: "hello" | "unsubscribed" | "pong" | "admin" | "bye" | "batch" }
>;

/// The frame in a text message; nothing when it is none of ours.
export function parseFrame(text: string): ServerFrame | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFrame(value) ? value : undefined;
  } catch {
    return undefined; // a frame nobody can read says nothing
  }
}

function isFrame(value: unknown): value is ServerFrame {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    typeof value.type === "string"
  );
}
