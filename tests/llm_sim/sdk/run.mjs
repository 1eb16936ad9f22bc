// The official SDKs against the simulator: node run.mjs <dossier-llm-sim>
// <pipelines>. Prints a line for each claim that does not hold, and at the end
// "N passed, N failed".

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as newest from '@anthropic-ai/sdk';
import * as older from 'sdk137';

const [program, pipelines] = process.argv.slice(2);

// The SDKs warn of a model's end and of broken events with every call.
console.warn = () => {};
console.error = () => {};

const sdks = [
  { name: '1.14', sdk: newest, key: 'authorization', version: '2026-10-21' },
  { name: '0.137', sdk: older, key: 'x-api-key', version: '2023-06-01' },
];

const statuses = [
  ['400', 'BadRequestError', 'BadRequestError'],
  ['401', 'AuthenticationError', 'AuthenticationError'],
  ['402', 'PaymentRequiredError', 'APIError'],
  ['403', 'PermissionDeniedError', 'PermissionDeniedError'],
  ['404', 'NotFoundError', 'NotFoundError'],
  ['408', 'RequestTimeoutError', 'APIError'],
  ['409', 'ConflictError', 'ConflictError'],
  ['413', 'ContentTooLargeError', 'APIError'],
  ['429', 'RateLimitError', 'RateLimitError'],
  ['500', 'InternalServerError', 'InternalServerError'],
  ['502html', 'InternalServerError', 'InternalServerError'],
  ['503', 'ServiceUnavailableError', 'InternalServerError'],
  ['504', 'GatewayTimeoutError', 'InternalServerError'],
  ['529', 'OverloadedError', 'InternalServerError'],
];

let passed = 0;
let failed = 0;

async function claim(name, check) {
  try {
    const wrong = await check();
    if (!wrong) {
      ++passed;
      return;
    }
    console.log(`FAILED ${name}: ${wrong}`);
  } catch (reason) {
    console.log(`FAILED ${name}: ${reason}`);
  }
  ++failed;
}

const differs = (found, wanted) =>
  JSON.stringify(found) === JSON.stringify(wanted)
    ? null
    : `${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`;

async function start() {
  const child = spawn(
    program,
    ['--port', '0', '--profile', 'instant', '--time-scale', '0', '--strict',
      '--today', '2026-11-21', '--pipelines', pipelines],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = /^dossier-llm-sim ready http=(\S+)$/.exec(line);
    if (ready) return { child, base: `http://${ready[1]}` };
  }
  throw new Error('the simulator did not start');
}

function section(stage) {
  return {
    model: 'claude-sonnet-4-5',
    max_tokens: 16000,
    messages: [
      {
        role: 'user',
        content: `Stage: ${stage}\nCompany: Acme\nGeography: Peru\n\nWrite it.`,
      },
    ],
  };
}

async function thrown(promise) {
  try {
    await promise;
  } catch (reason) {
    return reason;
  }
  return null;
}

function stream(client, fault, request = section('section_2')) {
  const options = fault ? { headers: { 'x-sim-fault': fault } } : {};
  return client.messages.stream(request, options);
}

async function checkAnswers({ name, sdk, client }) {
  await claim(`${name}: a section is streamed`, async () => {
    const message = await stream(client).finalMessage();
    const written = JSON.parse(message.content[0].text);
    return (
      differs(message.stop_reason, 'end_turn') ??
      differs(written.kpi_table.metrics.length >= 10, true) ??
      differs(message.usage.output_tokens,
        Math.ceil(Buffer.byteLength(message.content[0].text) / 4))
    );
  });
  await claim(`${name}: a whole message says the same`, async () => {
    const whole = await client.messages.create(section('section_3'));
    const streamed = await stream(client, null, section('section_3'))
      .finalMessage();
    return differs(whole.content[0].text, streamed.content[0].text);
  });
  await claim(`${name}: thoughts come before the text`, async () => {
    const request = {
      ...section('section_2'),
      thinking: { type: 'enabled', budget_tokens: 2000 },
    };
    const message = await stream(client, null, request).finalMessage();
    return differs(message.content.map((block) => block.type),
      ['thinking', 'text']);
  });
  await claim(`${name}: a forced tool gets its input`, async () => {
    const request = {
      ...section('section_2'),
      tools: [{ name: 'emit', input_schema: { type: 'object' } }],
      tool_choice: { type: 'tool', name: 'emit' },
    };
    const message = await stream(client, null, request).finalMessage();
    return (
      differs(message.stop_reason, 'tool_use') ??
      differs(message.content[0].input.kpi_table.metrics.length >= 10, true)
    );
  });
  await claim(`${name}: tokens are counted, models are listed`, async () => {
    const { max_tokens: _, ...request } = section('section_2');
    const counted = await client.messages.countTokens(request);
    const ids = [];
    for await (const model of client.models.list({ limit: 3 }))
      ids.push(model.id);
    // Older SDKs send no lists.
    const lifecycle = sdk === newest ? ['retired'] : 'retired';
    const ended = await client.models.list({ lifecycle });
    const one = await client.models.retrieve('claude-sonnet-5-5');
    return (
      differs(counted.input_tokens > 10, true) ??
      differs([ids[0], ids.length], ['claude-fable-5-2', 15]) ??
      differs(ended.data.map((model) => model.id), ['claude-sonnet-4-0']) ??
      differs([one.lifecycle, one.max_tokens], ['active', 128000]) ??
      differs(one.capabilities.thinking.types.between_tools.supported, true)
    );
  });
  for (const fault of ['crlf', 'split1', 'comments', 'unknown_event',
    'unknown_delta', 'bom;comments']) {
    await claim(`${name}: a stream survives ${fault}`, async () => {
      const request = { ...section('section_2'), max_tokens: 100 };
      const message = await stream(client, fault, request).finalMessage();
      return differs(message.content[0].text.length > 300, true);
    });
  }
  for (const [fault, reason] of [['refusal', 'refusal'],
    ['max_tokens:at=10', 'max_tokens'], ['empty', 'end_turn'],
    ['context:op=stop', 'model_context_window_exceeded']]) {
    await claim(`${name}: ${fault} is a stop reason`, async () =>
      differs((await stream(client, fault).finalMessage()).stop_reason,
        reason));
  }
}

async function checkErrors({ name, sdk, client }, column) {
  for (const [fault, ...classes] of statuses) {
    await claim(`${name}: ${fault} is ${classes[column]}`, async () => {
      const reason = await thrown(stream(client, fault).finalMessage());
      return (
        differs(reason?.constructor.name, classes[column]) ??
        differs(reason.status, parseInt(fault, 10)) ??
        differs(/^req_sim_/.test(reason.requestID ?? reason.request_id), true)
      );
    });
  }
  for (const fault of ['reset_before_headers', 'refuse_conn']) {
    await claim(`${name}: ${fault} is a connection's error`, async () =>
      differs((await thrown(stream(client, fault).finalMessage()))
        ?.constructor.name, 'APIConnectionError'));
  }
  for (const fault of ['reset:after=20', 'fin:after=20', 'clean_end:after=20',
    'bad_event:after=20', 'sse_error:after=20', 'no_event_name']) {
    await claim(`${name}: ${fault} fails the stream`, async () => {
      const reason = await thrown(stream(client, fault).finalMessage());
      return differs(reason instanceof sdk.AnthropicError
        || reason instanceof Error, true);
    });
  }
  await claim(`${name}: sse_error has its type and no status`, async () => {
    const reason = await thrown(
      stream(client, 'sse_error:after=20').finalMessage());
    return differs([reason.type ?? reason.error?.error?.type, reason.status],
      ['overloaded_error', undefined]);
  });
  await claim(`${name}: an unknown model is not found`, async () => {
    const request = { ...section('section_2'), model: 'claude-nobody' };
    const reason = await thrown(client.messages.create(request));
    return differs(reason?.constructor.name, 'NotFoundError');
  });
  await claim(`${name}: a bad key is no authentication`, async () => {
    const stranger = new sdk.Anthropic(
      { apiKey: 'bad-key', baseURL: client.baseURL, maxRetries: 0 });
    const reason = await thrown(
      stranger.messages.create(section('section_2')));
    return differs(reason?.constructor.name, 'AuthenticationError');
  });
}

async function checkRetries({ name, sdk, key, version }, base) {
  const journal = async () =>
    (await (await fetch(`${base}/sim/journal`)).json()).entries;
  const patient = new sdk.Anthropic(
    { apiKey: 'k', baseURL: base, maxRetries: 2 });
  await claim(`${name}: a healed fault is retried`, async () => {
    await fetch(`${base}/sim/reset`, { method: 'POST' });
    await stream(patient, '529:times=2,retry_after_ms=1').finalMessage();
    const entries = await journal();
    return (
      differs(entries.map((one) => one.status), [529, 529, 200]) ??
      differs(entries[0].headers['anthropic-version'], version) ??
      differs(entries[0].headers[key], 'redacted')
    );
  });
  await claim(`${name}: retry-after is waited for`, async () => {
    await fetch(`${base}/sim/reset`, { method: 'POST' });
    await stream(patient, '429:times=1,retry_after=1').finalMessage();
    const [first, second] = await journal();
    return differs(second.beganMs - first.beganMs >= 1000, true);
  });
  await claim(`${name}: should_retry=0 is respected`, async () => {
    await fetch(`${base}/sim/reset`, { method: 'POST' });
    await thrown(stream(patient, '529:should_retry=0').finalMessage());
    return differs((await journal()).length, 1);
  });
}

const { child, base } = await start();
try {
  for (const [column, one] of sdks.entries()) {
    one.client = new one.sdk.Anthropic(
      { apiKey: 'k', baseURL: base, maxRetries: 0 });
    await checkAnswers(one);
    await checkErrors(one, column);
    await checkRetries(one, base);
  }
} finally {
  child.kill();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
