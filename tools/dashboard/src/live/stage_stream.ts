/// The text a running stage has written so far. Offsets count UTF-8 bytes of
/// one call's text; a higher generation, attempt or call voids what came
/// before, a lower one is late and says nothing.
import type { PartialText } from "../protocol/socket";

export interface StageStream {
  generation: number;
  attempt: number;
  call: number;
  /// Byte offset of the first character of `text`; above 0 when the
  /// beginning was not seen.
  start: number;
  /// Byte offset just after `text`.
  end: number;
  text: string;
}

/// Longer texts keep their tail: nobody reads more while it is written.
const maxTextLength = 256 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function streamOf(partial: PartialText): StageStream {
  const { generation, attempt, call, offset, text } = partial;
  const end = offset + byteLength(text);
  return { generation, attempt, call, start: offset, end, text };
}

export function appendDelta(
  stream: StageStream | undefined,
  delta: PartialText,
): StageStream {
  if (stream === undefined) return streamOf(delta);
  const order = compareCalls(delta, stream);
  if (order < 0) return stream;
  // A hole cannot be filled: go on from what is known.
  if (order > 0 || delta.offset > stream.end) return streamOf(delta);
  const fresh = skipBytes(delta.text, stream.end - delta.offset);
  if (fresh === "") return stream;
  return bounded({
    ...stream,
    end: stream.end + byteLength(fresh),
    text: stream.text + fresh,
  });
}

/// The tail that a snapshot brings, joined to what is known of the same call:
/// a snapshot holds less than a page that was there from the beginning.
export function joinPartial(
  stream: StageStream | undefined,
  partial: PartialText,
): StageStream {
  const isSameCall = stream !== undefined && compareCalls(partial, stream) === 0;
  return isSameCall ? appendDelta(stream, partial) : streamOf(partial);
}

function compareCalls(a: PartialText, b: StageStream): number {
  return (
    a.generation - b.generation || a.attempt - b.attempt || a.call - b.call
  );
}

function skipBytes(text: string, count: number): string {
  if (count <= 0) return text;
  const bytes = encoder.encode(text);
  return count >= bytes.length ? "" : decoder.decode(bytes.subarray(count));
}

function byteLength(text: string): number {
  return encoder.encode(text).length;
}

function bounded(stream: StageStream): StageStream {
  if (stream.text.length <= maxTextLength) return stream;
  let cut = stream.text.length - maxTextLength / 2;
  if (isLowSurrogate(stream.text.charCodeAt(cut))) cut += 1;
  const dropped = stream.text.slice(0, cut);
  return {
    ...stream,
    start: stream.start + byteLength(dropped),
    text: stream.text.slice(cut),
  };
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
