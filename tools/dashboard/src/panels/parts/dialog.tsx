/// A button and the dialog it opens. What the dialog holds exists only while
/// it is open, so that it always begins anew.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface Props {
  /// On the button; `subject` says to what it belongs where that is not seen.
  label: string;
  subject?: string;
  tone?: string;
  disabled?: boolean;
  hint?: string | undefined;
  title: string;
  wide?: boolean;
  children(close: () => void): ComponentChildren;
}

export function DialogButton(props: Props) {
  const { label, subject, tone, disabled, hint, title, wide, children } = props;
  const isOpen = useSignal(false);
  return (
    <>
      <button
        type="button"
        class={tone}
        disabled={disabled}
        title={hint}
        onClick={() => (isOpen.value = true)}
      >
        {label}
        {subject && <span class="visually-hidden"> {subject}</span>}
      </button>
      {isOpen.value && (
        <Dialog title={title} wide={wide ?? false} onClose={() => (isOpen.value = false)}>
          {children}
        </Dialog>
      )}
    </>
  );
}

interface DialogProps {
  title: string;
  wide: boolean;
  onClose(): void;
  children: Props["children"];
}

export function Dialog({ title, wide, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => element.current?.showModal(), []);
  return (
    <dialog ref={element} class={wide ? "wide" : undefined} aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>{title}</h2>
      {children(() => element.current?.close())}
    </dialog>
  );
}
