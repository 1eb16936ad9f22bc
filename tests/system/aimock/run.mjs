// dossierd against aimock: node run.mjs <programs> <source tree>. Prints a line
// for each claim that does not hold, and at the end "N passed, N failed".
//
// aimock speaks the protocol and misbehaves; the texts of the sections are the
// simulator's, as they must satisfy the schemas. Each case is a company, and
// what happens to it happens to its first stage.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LLMock } from '@copilotkit/aimock';

const [programs, sources] = process.argv.slice(2);
const key = 'sk-ant-test-0123456789abcdef';
const deadline = 120_000;

let passed = 0;
let failed = 0;

function claim(name, found, wanted) {
  const [is, should] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (is === should) {
    ++passed;
    return;
  }
  ++failed;
  console.log(`FAILED ${name}: ${is} instead of ${should}`);
}

// -- the programs -------------------------------------------------------------

async function start(program, args, environment = {}) {
  const child = spawn(join(programs, program), args, {
    cwd: sources,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = /ready http=(\S+)$/.exec(line);
    if (ready) return { child, base: `http://${ready[1]}` };
  }
  throw new Error(`${program} did not start`);
}

async function json(url, body) {
  const answer = await fetch(url, body && {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key,
      'anthropic-version': '2023-06-01' },
    body: JSON.stringify(body),
  });
  return answer.json();
}

async function startServer(folder, base) {
  const settings = [
    `provider.base_url=${base}`, 'retry.base_delay_ms=20', 'retry.jitter=0',
    'log.level=error'];
  return start('dossierd',
    ['--data', folder, '--port', '0',
      ...settings.flatMap((setting) => ['--set', setting])],
    { ANTHROPIC_API_KEY: key });
}

/// The answer to a question, as the simulator writes it.
async function write(simulator, question) {
  const message = await json(`${simulator.base}/v1/messages`, {
    model: 'claude-sonnet-4-5',
    max_tokens: 32000,
    messages: [{ role: 'user', content: question }],
  });
  return message.content[0].text;
}

/// Sections are written before the catalogue they will be shown is known, so
/// their new sources are numbered from far behind it.
const question = (stage, company) =>
  `Stage: ${stage}\nCompany: ${company}\nGeography: Germany\n\n`
  + 'Write it. A new source is listed; its id is S500.';

// -- the cases ----------------------------------------------------------------

const isFor = (stage, company) =>
  new RegExp(`Stage: ${stage}\\nCompany: ${company}\\n`);

const status = (code, type, extra = {}) => ({
  error: { message: `aimock says ${code}`, type },
  status: code,
  ...extra,
});

/// What one attempt, and all of them, came to.
const completed = (calls, attempts = 1) =>
  ({ status: 'completed', errorClass: null, attempts, calls });
const failedAs = (errorClass, calls, attempts) =>
  ({ status: 'failed', errorClass, attempts, calls });

const cases = [
  {
    company: 'Thinking',
    wanted: completed(1),
    plan: (mock, text) => mock.on({ userMessage: isFor('foundation', 'Thinking') },
      { content: text, reasoning: 'First I look for its filings.' }),
  },
  {
    company: 'Tool first',
    wanted: failedAs('invalid_request', 1, 1),
    plan: (mock, text) => mock.on(
      { userMessage: isFor('foundation', 'Tool first') },
      { blocks: [
        { type: 'toolCall', name: 'search', arguments: '{"query":"filings"}' },
        { type: 'text', text },
      ] }),
  },
  {
    company: 'Tool alone',
    wanted: failedAs('invalid_request', 1, 1),
    plan: (mock) => mock.on({ userMessage: isFor('foundation', 'Tool alone') },
      { toolCalls: [{ name: 'search', arguments: '{"query":"filings"}' }] }),
  },
  {
    company: 'Busy',
    wanted: completed(3),
    plan: (mock, text) => {
      const match = { userMessage: isFor('foundation', 'Busy') };
      mock.on({ ...match, sequenceIndex: 0 },
        status(429, 'rate_limit_error', { retryAfter: 1 }));
      mock.on({ ...match, sequenceIndex: 1 }, status(529, 'overloaded_error'));
      mock.on({ ...match, sequenceIndex: 2 }, { content: text });
    },
  },
  {
    company: 'Disconnected',
    wanted: failedAs('transient', 3, 3),
    plan: (mock, text) => mock.on(
      { userMessage: isFor('foundation', 'Disconnected') }, { content: text },
      { latency: 5, disconnectAfterMs: 50 }),
  },
  {
    company: 'Truncated',
    wanted: failedAs('transient', 3, 3),
    plan: (mock, text) => mock.on(
      { userMessage: isFor('foundation', 'Truncated') }, { content: text },
      { truncateAfterChunks: 20 }),
  },
  {
    company: 'Cut short',
    wanted: failedAs('truncated', 2, 1),
    plan: (mock, text) => mock.on(
      { userMessage: isFor('foundation', 'Cut short') },
      { content: text.slice(0, 2000), finishReason: 'length' }),
  },
  {
    company: 'Malformed',
    wanted: failedAs('transient', 3, 3),
    plan: (mock, text) => mock.on(
      { userMessage: isFor('foundation', 'Malformed') }, { content: text },
      { chaos: { malformedRate: 1 } }),
  },
  {
    company: 'Refused key',
    wanted: failedAs('auth', 1, 1),
    plan: (mock) => mock.on({ userMessage: isFor('foundation', 'Refused key') },
      status(401, 'authentication_error')),
  },
];

// -- running ------------------------------------------------------------------

/// The job once its stream of events has told its end.
async function awaitEnd(server, id) {
  const { body } = await fetch(`${server.base}/api/research/${id}/events`, {
    headers: { accept: 'text/event-stream' },
    signal: AbortSignal.timeout(deadline),
  });
  let told = '';
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    told += piece;
    if (told.includes('"event":"job.finished"')) break;
  }
  return json(`${server.base}/api/research/jobs/${id}`);
}

async function submit(server, companyName) {
  const { jobId } = await json(`${server.base}/api/research/generate`,
    { companyName, geography: 'Germany' });
  return jobId;
}

/// What the journal has of a company: its calls to the first stage. Longer
/// bodies, as later stages send them, it does not keep.
function journalOf(mock, company) {
  const text = (entry) => JSON.stringify(entry.body?.messages ?? []);
  return mock.getRequests().filter((entry) =>
    text(entry).includes('Stage: foundation\\n')
    && text(entry).includes(`Company: ${company}\\n`));
}

async function checkCase(server, mock, { company, wanted }, id) {
  const job = await awaitEnd(server, id);
  const stage = job.stages.find((each) => each.stage === 'foundation');
  const attempts = (await json(`${server.base}/api/research/${id}/attempts`))
    .items.filter((each) => each.stage === 'foundation');
  const calls = attempts.reduce((sum, each) => sum + each.calls, 0);
  claim(company, {
    status: stage.status,
    errorClass: stage.errorClass,
    attempts: attempts.length,
    calls,
  }, wanted);
  claim(`${company}: calls in the journal`, journalOf(mock, company).length,
    wanted.calls);
  claim(`${company}: an error is told`, typeof stage.lastError,
    wanted.errorClass ? 'string' : 'object');
  claim(`${company}: the key is not`, JSON.stringify([job, attempts])
    .includes(key), false);
}

function checkRequest(mock) {
  const [entry] = journalOf(mock, 'Whole');
  const { headers } = entry;
  // What was not sent may stand in the journal as undefined.
  const body = JSON.parse(JSON.stringify(entry.body));
  claim('the path', entry.path, '/v1/messages');
  claim('the version', headers['anthropic-version'], '2023-06-01');
  claim('the type of the body', headers['content-type'], 'application/json');
  claim('the type of the answer', headers.accept, 'text/event-stream');
  claim('no compression', headers['accept-encoding'], 'identity');
  claim('the key goes in its header alone', 'authorization' in headers, false);
  claim('the key is sent', 'x-api-key' in headers, true);
  claim('the model', body.model, 'claude-sonnet-5-5');
  claim('a stream', body.stream, true);
  claim('a limit', body.max_tokens > 1000, true);
  for (const name of ['temperature', 'top_p', 'top_k'])
    claim(`no ${name}`, name in body, false);
}

async function checkWhole(server, mock, asked, id) {
  const job = await awaitEnd(server, id);
  claim('a whole job', [job.status, job.demo], ['completed', false]);
  const stages = job.stages.filter((each) => each.kind === 'model')
    .map(({ stage }) => stage);
  claim('one call a stage', asked.sort(), stages.sort());
  claim('ten calls in the journal', mock.getRequests().length, 10);
  checkRequest(mock);
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'dossier-aimock-'));
  const simulator = await start('dossier-llm-sim',
    ['--port', '0', '--profile', 'instant', '--time-scale', '0']);
  const mock = new LLMock({ port: 0, chunkSize: 200, logLevel: 'silent' });
  const asked = [];
  for (const { company, plan } of cases)
    plan(mock, await write(simulator, question('foundation', company)));
  for (let i = 0; i < 10; ++i) {
    const stage = i === 0 ? 'foundation' : `section_${i}`;
    const content = await write(simulator, question(stage, 'Whole'));
    mock.on({ userMessage: isFor(stage, 'Whole') }, () => {
      asked.push(stage);
      return { content };
    });
  }
  // The other stages of a case whose first one is completed.
  mock.on({ userMessage: /Stage: section_/ },
    status(400, 'invalid_request_error'));
  await mock.start();
  const server = await startServer(folder, mock.url);
  try {
    const whole = await submit(server, 'Whole');
    await checkWhole(server, mock, asked, whole);
    // One after the other: a busy provider holds all calls.
    for (const each of cases)
      await checkCase(server, mock, each, await submit(server, each.company));
  } finally {
    server.child.kill('SIGKILL');
    simulator.child.kill('SIGKILL');
    await mock.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

await main();
