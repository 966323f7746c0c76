// Against a running Nexa at NEXA_URL whose agents are scripted: HELD-… waits until it is cancelled, FAIL-… fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NexaClient, NexaError, isLast } from '@nexa/client';
import { NexaHub } from '@nexa/client/hub';
import { startProxy } from '../../cutting-proxy.js';

const url = process.env.NEXA_URL;
const unique = () => `TS-${Math.random().toString(36).slice(2)}`;
const nexa = new NexaClient({ url });

test('a part number is classified, followed and found again', async () => {
  const partnumber = unique();
  const { task_id } = await nexa.classify(partnumber);
  const events = [];
  for await (const event of nexa.events(task_id)) events.push(event);

  assert.deepEqual(events.map(event => event.seq), events.map((_, index) => index + 1));
  assert.equal(events.at(-1).name, 'classification_finished');
  const status = await nexa.status(task_id);
  assert.equal(status.status, 'DONE');
  assert.equal(status.result.ncm, '85322410');
  assert.equal(typeof status.result.rates.ipi.rate, 'number');
  const found = [];
  for await (const one of nexa.pages('/history', { partnumber, limit: 1 })) found.push(one.partnumber);
  assert.deepEqual(found, [partnumber]);
  const sheet = await nexa.send('get', '/export-excel', { query: { task_id, include_undecided: true } });
  assert.equal((await sheet.arrayBuffer()).byteLength > 1000, true);
});

test('the stream goes on after the last event that a client has, and ends at once where there is none', async () => {
  const { task_id } = await nexa.classifyBatch([unique(), unique()]);
  const all = [];
  for await (const event of nexa.events(task_id)) all.push(event.seq);
  const rest = [];
  for await (const event of nexa.events(task_id, { afterSeq: 1 })) rest.push(event.seq);
  const none = [];
  for await (const event of nexa.events(task_id, { afterSeq: all.at(-1) })) none.push(event.seq);

  assert.deepEqual(rest, all.slice(1));
  assert.deepEqual(none, []);
});

test('a task that is cancelled ends the wait of stream and hub', async () => {
  const { task_id, room_id } = await nexa.classify(`HELD-${unique()}`);
  const hub = new NexaHub(nexa);
  const overHub = new Promise(resolve => hub.join(room_id, event => { if (isLast(event)) resolve(event); }));
  const waiting = nexa.wait(task_id);
  await nexa.cancel(task_id);

  assert.equal((await waiting).status, 'CANCELLED');
  assert.equal((await overHub).data.status, 'cancelled');
  await hub.stop();
});

test('the hub replays after an interruption, and every event arrives once', async () => {
  const { room_id } = await nexa.classify(unique());
  const hub = new NexaHub(nexa);
  const seen = [];
  await new Promise((resolve, reject) => {
    hub.join(room_id, event => {
      seen.push(event.seq);
      if (seen.length === 1) hub.connection.stop(); // as if the network broke
      if (isLast(event)) resolve();
    }).catch(reject);
  });
  await hub.stop();

  assert.deepEqual(seen, seen.map((_, index) => index + 1));
});

test('a room whose task was deleted during an interruption is told, and the others are joined again', async () => {
  const proxy = await startProxy(url);
  const deleted = await nexa.classify(`HELD-${unique()}`);
  const { task_id, room_id } = await nexa.classify(`HELD-${unique()}`);
  let refuse;
  const refused = new Promise(resolve => { refuse = resolve; });
  const hub = new NexaHub(new NexaClient({ url: proxy.url }), { onRefused: (id, error) => refuse([id, error.message]) });
  await hub.join(deleted.room_id, () => {});
  let end;
  const over = new Promise(resolve => { end = resolve; });
  await hub.join(room_id, event => { if (isLast(event)) end(event); });
  proxy.hold();
  await nexa.request('delete', '/tasks/{id}', { params: { id: deleted.task_id } });
  proxy.release();

  const [id, message] = await refused;
  await nexa.cancel(task_id);

  assert.equal(id, deleted.room_id);
  assert.match(message, /Sala não encontrada/);
  assert.equal((await over).data.status, 'cancelled');
  await hub.stop();
  proxy.stop();
});

test('a room that is refused is told to its own join, also where the join of another one connects', async () => {
  const deleted = await nexa.classify(`HELD-${unique()}`);
  await nexa.request('delete', '/tasks/{id}', { params: { id: deleted.task_id } });
  const { task_id, room_id } = await nexa.classify(`HELD-${unique()}`);
  const hub = new NexaHub(nexa);

  const [joined, refused] = await Promise.allSettled([hub.join(room_id, () => {}), hub.join(deleted.room_id, () => {})]);

  assert.equal(joined.status, 'fulfilled');
  assert.match(String(refused.reason?.message), /Sala não encontrada/);
  await nexa.cancel(task_id);
  await hub.stop();
});

test('an expired access token is refreshed once for all who wait', async () => {
  const email = `${unique()}@example.com`.toLowerCase();
  const password = 'uma frase bem comprida e rara';
  await nexa.request('post', '/register', { body: { name: 'Ana', email, password } });
  const { refresh_token } = await new NexaClient({ url }).signIn(email, password);
  const pairs = [];
  const expired = new NexaClient({ url, accessToken: 'e30.e30.expired', refreshToken: refresh_token, onTokens: pair => pairs.push(pair) });

  const mails = await Promise.all(Array.from({ length: 5 }, async () => (await expired.request('get', '/me')).email));

  assert.deepEqual(mails, Array(5).fill(email));
  assert.equal(pairs.length, 1);
});

test('a sheet is uploaded and taxes are estimated', async () => {
  const partnumber = unique();
  const sheet = new File([`Part Number;Descrição\n${partnumber};capacitor\n`], 'itens.csv', { type: 'text/csv' });
  const { task_id } = await nexa.uploadDocument(sheet);
  assert.deepEqual((await nexa.wait(task_id)).result.map(one => one.partnumber), [partnumber]);

  const { items: [item], totals } = await nexa.request('post', '/taxes/estimate', {
    body: { date: '2026-12-01', transport_mode: 'air', items: [{ ncm: '85322410', customs_value: 1000, rates: { ii: 14, ipi: 'NT' } }] },
  });
  assert.equal(item.ii, 140);
  assert.ok(item.steps.some(step => step.rate === 'NT'));
  assert.equal(totals.total === null || totals.total > 140, true);
  const tasks = [];
  for await (const task of nexa.pages('/tasks', { q: partnumber })) tasks.push(task.file_name);
  assert.deepEqual(tasks, ['itens.csv']);
});

test('what Nexa refuses says why', async () => {
  await assert.rejects(nexa.classify('a'), error => error instanceof NexaError && error.status === 400 && /partnumber/.test(error.message));
  await assert.rejects(nexa.wait('00000000-0000-0000-0000-000000000000'), error => error.status === 404);
});
