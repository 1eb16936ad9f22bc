/// A proxy between browser and server that can drop every connection, and what
/// a job says to one who follows it directly.
import { once } from "node:events";
import { createServer, connect } from "node:net";
import { WebSocket } from "ws";

/// Passes bytes on to the server at `url` until it is disconnected.
export async function startProxy(url) {
  const { hostname, port } = new URL(url);
  const pairs = new Set();
  let isConnected = true;
  const server = createServer((near) => {
    if (!isConnected) return near.destroy();
    const far = connect(Number(port), hostname);
    const pair = { near, far };
    pairs.add(pair);
    const end = () => {
      near.destroy();
      far.destroy();
      pairs.delete(pair);
    };
    for (const side of [near, far]) side.on("error", end).on("close", end);
    near.pipe(far).pipe(near);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const disconnect = () => {
    isConnected = false;
    for (const { near } of pairs) near.destroy();
  };
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    disconnect,
    restore: () => (isConnected = true),
    close() {
      disconnect();
      return new Promise((closed) => server.close(closed));
    },
  };
}

/// All the text that stages write, by the server's own offsets; ask for it
/// before the job is started.
export async function followText(url, jobId) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, "dossier.v1");
  const bytes = new Map();
  const add = (stage, attempt, { offset, text }) => {
    const key = `${stage} ${attempt}`;
    const before = bytes.get(key) ?? Buffer.alloc(0);
    bytes.set(key, Buffer.concat([before.subarray(0, offset), Buffer.from(text)]));
  };
  socket.on("message", (message) => {
    const frame = JSON.parse(message);
    if (frame.type === "hello") socket.send(JSON.stringify({ type: "subscribe", jobId }));
    if (frame.type === "delta") add(frame.stage, frame.attempt, frame);
    for (const [stage, partial] of Object.entries(frame.partial ?? {})) add(stage, partial.attempt, partial);
  });
  await new Promise((open, fail) => socket.on("open", open).on("error", fail));
  const textOf = (stage, attempt = 1) => (bytes.get(`${stage} ${attempt}`) ?? Buffer.alloc(0)).toString();
  return {
    textOf,
    /// Comes back once the stage has written more than this since now.
    async grows(stage, characters, withinMs) {
      const wanted = textOf(stage).length + characters;
      const signal = AbortSignal.timeout(withinMs);
      while (textOf(stage).length <= wanted) await once(socket, "message", { signal });
    },
    close: () => socket.close(),
  };
}

/// What the sockets of a page have received, batches taken apart.
export function recordFrames(page) {
  const frames = [];
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => {
      const frame = JSON.parse(String(payload));
      frames.push(...(frame.type === "batch" ? frame.items : [frame]));
    });
  });
  return frames;
}
