/// The socket: resumes where its readers stand, and says how old the page is.
import { beforeEach, describe, expect, test } from "vitest";
import { openConnection, type Connection, type Link } from "../../src/live/connection";
import type { LiveFrame } from "../../src/live/frames";

/// A socket, a clock and timers moved by hand.
class SocketWorld {
  now = 0;
  sockets: FakeSocket[] = [];
  links: Link[] = [];
  private timers = new Map<number, { at: number; run: () => void }>();
  private nextTimer = 1;

  open(): Connection {
    return openConnection(
      {
        openSocket: () => {
          const socket = new FakeSocket();
          this.sockets.push(socket);
          return socket as unknown as WebSocket;
        },
        now: () => this.now,
        random: () => 1,
        after: (ms, run) => {
          this.timers.set(this.nextTimer, { at: this.now + ms, run });
          return this.nextTimer++;
        },
        cancel: (timer) => void this.timers.delete(timer),
      },
      (link) => this.links.push(link),
    );
  }

  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (!last) throw new Error("no socket");
    return last;
  }

  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const [next] = [...this.timers].sort(([, a], [, b]) => a.at - b.at);
      if (!next || next[1].at > end) break;
      this.timers.delete(next[0]);
      this.now = next[1].at;
      next[1].run();
    }
    this.now = end;
  }
}

class FakeSocket {
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((close: { code: number }) => void) | null = null;
  sent: unknown[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  receive(frame: object): void {
    this.onmessage?.({ data: JSON.stringify({ v: 1, ...frame }) });
  }

  hello(): void {
    this.receive({ type: "hello", epoch: "e", serverTime: "", version: "1" });
  }

  close(code = 1000): void {
    this.onclose?.({ code });
  }
}

let world: SocketWorld;
let connection: Connection;
beforeEach(() => {
  world = new SocketWorld();
  connection = world.open();
});

function reader(sinceSeq?: number) {
  const frames: LiveFrame[] = [];
  let position = sinceSeq === undefined ? null : { sinceSeq, epoch: "e" };
  return {
    frames,
    jobId: "j",
    position: () => position,
    onFrame: (frame: LiveFrame) => frames.push(frame),
    stand: (seq: number) => (position = { sinceSeq: seq, epoch: "e" }),
  };
}

describe("subscriptions", () => {
  test("are sent once the server has said hello", () => {
    connection.followJob(reader());
    expect(world.socket.sent).toEqual([]);
    world.socket.hello();
    expect(world.socket.sent).toEqual([{ type: "subscribe", jobId: "j", deltas: true, batch: true }]);
  });

  test("are renewed after a reconnect from where the reader stands", () => {
    const one = reader();
    connection.followJob(one);
    connection.followFeed({ onFrame: () => undefined });
    world.socket.hello();
    one.stand(12);
    world.socket.close(1006);
    world.pass(1000);
    world.socket.hello();
    expect(world.sockets).toHaveLength(2);
    expect(world.socket.sent).toContainEqual({ type: "subscribe", feed: "jobs" });
    expect(world.socket.sent).toContainEqual({ type: "subscribe", jobId: "j", sinceSeq: 12, epoch: "e", deltas: true, batch: true });
  });

  test("of two readers ask for a snapshot while one of them needs it", () => {
    connection.followJob(reader(5));
    world.socket.hello();
    connection.followJob(reader());
    expect(world.socket.sent.at(-1)).toEqual({ type: "subscribe", jobId: "j", deltas: true, batch: true });
  });

  test("end with their last reader", () => {
    world.socket.hello();
    const stopOne = connection.followJob(reader());
    const stopTwo = connection.followJob(reader());
    stopOne();
    expect(world.socket.sent).not.toContainEqual({ type: "unsubscribe", jobId: "j" });
    stopTwo();
    expect(world.socket.sent).toContainEqual({ type: "unsubscribe", jobId: "j" });
  });
});

describe("frames", () => {
  test("reach the readers of their job, one by one out of a batch", () => {
    const one = reader();
    connection.followJob(one);
    world.socket.hello();
    const gap = { type: "gap", jobId: "j", lastSeq: 1 };
    world.socket.receive({ type: "batch", items: [gap, { ...gap, jobId: "other" }, gap] });
    expect(one.frames).toHaveLength(2);
  });

  test("that nobody can read are passed over", () => {
    world.socket.onmessage?.({ data: "{" });
    world.socket.hello();
    expect(world.links.at(-1)).toEqual({ state: "live" });
  });
});

describe("a lost socket", () => {
  beforeEach(() => world.socket.hello());

  test("is reconnecting first, then stale since it was lost, then live", () => {
    world.now = 5000;
    world.socket.close(1006);
    expect(world.links.at(-1)).toEqual({ state: "reconnecting", since: 5000 });
    for (let i = 0; i < 6; i += 1) {
      world.pass(2000);
      if (world.sockets.length > 1) world.socket.close(1006);
    }
    expect(world.links.at(-1)).toEqual({ state: "stale", since: 5000 });
    world.pass(20_000);
    world.socket.hello();
    expect(world.links.at(-1)).toEqual({ state: "live" });
  });

  test("is tried again ever more rarely", () => {
    const openedAt: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      const before = world.sockets.length;
      world.socket.close(1006);
      while (world.sockets.length === before) world.pass(100);
      openedAt.push(world.now);
    }
    const waits = openedAt.map((time, i) => time - (openedAt[i - 1] ?? 0));
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  test("is tried again soon once it had worked", () => {
    for (let i = 0; i < 4; i += 1) {
      world.socket.close(1006);
      world.pass(20_000);
    }
    world.socket.hello();
    world.socket.close(1006);
    const before = world.sockets.length;
    world.pass(500);
    expect(world.sockets).toHaveLength(before + 1);
  });

  test("waits as long as the server asked for", () => {
    world.socket.receive({ type: "bye", reason: "restarting", retryAfterMs: 3000 });
    world.socket.close(1012);
    world.pass(2900);
    expect(world.sockets).toHaveLength(1);
    world.pass(200);
    expect(world.sockets).toHaveLength(2);
  });

  test("is tried at once when the network is back", () => {
    world.socket.close(1006);
    connection.retryNow();
    expect(world.sockets).toHaveLength(2);
  });

  test("that was refused is not tried again", () => {
    world.socket.close(4401);
    world.pass(60_000);
    expect(world.sockets).toHaveLength(1);
    expect(world.links.at(-1)).toEqual({ state: "refused", code: 4401 });
  });

  test("that answers no ping counts as lost", () => {
    world.pass(20_000);
    expect(world.socket.sent.at(-1)).toEqual({ type: "ping" });
    world.pass(10_500);
    expect(world.sockets).toHaveLength(2);
  });

  test("that answers its pings stays", () => {
    for (let i = 0; i < 5; i += 1) {
      world.pass(20_000);
      world.socket.receive({ type: "pong" });
    }
    expect(world.sockets).toHaveLength(1);
  });
});
