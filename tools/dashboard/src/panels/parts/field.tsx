/// A labelled form field with its hint and its error.
import type { JSX } from "preact";

interface ControlProps {
  id: string;
  name: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean;
}

interface Props {
  name: string;
  label: string;
  hint?: string;
  error: string;
  children: (props: ControlProps) => JSX.Element;
}

export function Field({ name, label, hint, error, children }: Props) {
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean);
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {children({
        id: name,
        name,
        "aria-describedby": described.join(" ") || undefined,
        "aria-invalid": error !== "",
      })}
      {error && (
        <p class="field-error" id={`${name}-error`}>
          {error}
        </p>
      )}
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
