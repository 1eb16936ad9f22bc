/// The real 404.
export function NotFound({ reason }: { reason: string }) {
  return (
    <div class="page narrow message-page">
      <p class="eyebrow">404</p>
      <h1>Nothing here</h1>
      <p>{reason} It may have been deleted, or the address may be mistyped.</p>
      <p>
        <a class="button" href="/">
          All research
        </a>
      </p>
    </div>
  );
}
