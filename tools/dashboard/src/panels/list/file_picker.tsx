/// Files the report may draw on, sent as soon as they are chosen or dropped.
import { useSignal, type Signal } from "@preact/signals";
import { api, problemOf, type UploadedFile } from "../../http/api";
import { plural } from "../../ui/format";

const mostFiles = 10;

export function FilePicker(props: { files: Signal<string[]>; error: string }) {
  const { files } = props;
  const sent = useSignal<UploadedFile[]>([]);
  const failure = useSignal("");
  const isTerminal = useSignal(false);

  async function add(chosen: Iterable<File>): Promise<void> {
    failure.value = "";
    for (const file of chosen) {
      if (sent.value.length >= mostFiles) {
        failure.value = `At most ${plural(mostFiles, "file")}.`;
        return;
      }
      try {
        keep([...sent.value, await api.upload(file)]);
      } catch (error) {
        const { title, detail, status } = problemOf(error);
        const reason = isMissing(status) ? "This server takes no files yet." : (detail ?? title);
        failure.value = `${file.name}: ${reason}`;
      }
    }
  }

  function keep(list: UploadedFile[]): void {
    sent.value = list;
    files.value = list.map((file) => file.fileId);
  }

  return (
    <div class="field">
      <label for="userFiles">Files</label>
      <div
        class={`drop ${isTerminal.value ? "over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          isTerminal.value = true;
        }}
        onDragLeave={() => (isTerminal.value = false)}
        onDrop={(event) => {
          event.preventDefault();
          isTerminal.value = false;
          void add(event.dataTransfer?.files ?? []);
        }}
      >
        <input
          id="userFiles"
          type="file"
          multiple
          accept=".txt,.md,.csv,.pdf"
          aria-describedby="userFiles-hint"
          onChange={(event) => void add(event.currentTarget.files ?? [])}
        />
        <p class="hint" id="userFiles-hint">
          Optional. Drop text, Markdown, CSV or PDF here, up to 20 MB each.
        </p>
      </div>
      {(failure.value || props.error) && (
        <p class="field-error" role="alert">
          {failure.value || props.error}
        </p>
      )}
      {sent.value.length > 0 && (
        <ul class="files">
          {sent.value.map((file) => (
            <li key={file.fileId}>
              {file.name}
              <button
                type="button"
                class="quiet small"
                onClick={() => keep(sent.value.filter((other) => other !== file))}
              >
                Remove<span class="visually-hidden"> {file.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function isMissing(status: number): boolean {
  return status === 404 || status === 405;
}
