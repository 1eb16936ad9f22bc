/// Text while it is written: what can be read of it, the raw stream one click
/// away. It is plain text until the engine has checked it.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Schema } from "../../protocol/schema";
import { readableText, type Passage } from "../../report/readable_text";
import { isHidden, shapeOf, titleAt, type Shape } from "../../report/schema_shape";
import type { StageStream } from "../../live/stage_stream";

interface Props {
  stream: StageStream | undefined;
  schema: Schema | undefined;
  isWaiting: boolean;
}

/// Nearer to the end than this, the view follows the text.
const followWithinPx = 60;

export function StreamedText({ stream, schema, isWaiting }: Props) {
  const isRaw = useSignal(false);
  const shape = useMemo(() => shapeOf(schema), [schema]);
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (element && follows.current) element.scrollTop = element.scrollHeight;
  });
  if (!stream || stream.text === "") {
    return isWaiting ? null : <p class="muted small">No text yet.</p>;
  }
  return (
    <div class="stream">
      <div class="stream-head">
        <h3>{isWaiting ? "Written before the attempt ended" : "Being written"}</h3>
        <button
          type="button"
          class="quiet small"
          aria-pressed={isRaw.value}
          onClick={() => (isRaw.value = !isRaw.value)}
        >
          Raw stream
        </button>
      </div>
      <div
        class="stream-text"
        ref={box}
        tabIndex={0}
        role="region"
        aria-label="Text being written"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < followWithinPx;
        }}
      >
        {stream.start > 0 && <p class="muted small">The beginning is not shown.</p>}
        {isRaw.value ? (
          <pre>{stream.text}</pre>
        ) : (
          <Passages
            passages={readableText(stream.text, stream.start > 0).filter((passage) =>
              isWorthReading(passage, shape),
            )}
            shape={shape}
          />
        )}
      </div>
    </div>
  );
}

/// Up to this length a value stands beside its name.
const shortText = 60;

function Passages({ passages, shape }: { passages: Passage[]; shape: Shape }) {
  let before = "";
  return (
    <>
      {passages.map(({ path, text, open }, i) => {
        const label = titleAt(shape, path);
        const isNew = label !== before;
        const isShort = text.length <= shortText && !open;
        before = label;
        return (
          <p key={i} class={[open ? "open" : "", isShort ? "short" : ""].join(" ")}>
            {(isNew || isShort) && <span class="passage-label">{label}</span>}
            {text}
          </p>
        );
      })}
    </>
  );
}

function isWorthReading({ path, text }: Passage, shape: Shape): boolean {
  const isId = /^(S\d+(,\s*)?)+$/.test(text);
  return !isId && !/^https?:/.test(text) && !isHidden(shape, path);
}
