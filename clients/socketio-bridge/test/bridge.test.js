// The former front end's socket code against a running Nexa at NEXA_URL whose agents are scripted: HELD-… waits, FAIL-… fails.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { io } from 'socket.io-client';
import { NexaClient } from '@nexa/client';
import { startBridge } from '../bridge.js';
import { startProxy } from '../../cutting-proxy.js';

const url = process.env.NEXA_URL.replace(/\/$/, '');
const unique = () => `IO-${Math.random().toString(36).slice(2)}`;
const nexa = new NexaClient({ url });
const last = ['classification_finished', 'batch_classification_finished'];
let bridge;
before(async () => { bridge = await startBridge({ url, port: 0, origins: ['http://front.example'] }); });
after(() => bridge.stop());

const once = (socket, name) => new Promise(resolve => socket.once(name, resolve));
const connect = options => io(bridge.url, { forceNew: true, ...options });

/** Joins a room as the former front end does; answers its events to the last. */
function follow(socket, room) {
  const events = [];
  return new Promise((resolve, reject) => {
    socket.onAny((name, data) => {
      if (!data.seq) return;
      events.push({ name, ...data });
      if (last.includes(name) || data.final) resolve(events);
    });
    socket.once('join_error', ({ message }) => reject(new Error(message)));
    socket.emit('join', room);
  });
}

test('connection, ping and the test event of POST /ws', async () => {
  const socket = connect();
  const { socket_session_id } = await once(socket, 'connected');
  const pong = once(socket, 'pong_event');
  socket.emit('ping_event', { any: 'thing' });
  assert.deepEqual(await pong, { message: 'pong' });
  const tested = once(socket, 'test_event');
  await nexa.request('post', '/ws', { body: { socket_session_id } });
  assert.ok(await tested);
  socket.disconnect();
});

const forms = { 'an object': id => ({ room_id: id }), 'its older name': id => ({ room: id }), 'an id': id => id };
for (const [form, room] of Object.entries(forms)) {
  test(`a part number is followed to its result in a room named by ${form}`, async () => {
    const socket = connect({ transports: form === 'an id' ? ['polling'] : ['websocket'] });
    const { room_id } = await nexa.classify(unique());
    const events = await follow(socket, room(room_id));
    assert.deepEqual(events.map(event => event.seq), events.map((_, index) => index + 1));
    assert.equal(events.at(-1).name, 'classification_finished');
    assert.equal(events.at(-1).result.ncm, '85322410');
    socket.disconnect();
  });
}

test('a batch tells each part number, and one that fails', async () => {
  const socket = connect();
  const { room_id } = await nexa.classifyBatch([unique(), `FAIL-${unique()}`]);
  const events = await follow(socket, { room_id });
  assert.equal(events.filter(event => event.name === 'partial_result').length, 1);
  assert.equal(events.at(-1).name, 'batch_classification_finished');
  socket.disconnect();
});

test('a task that is cancelled ends', async () => {
  const socket = connect();
  const { task_id, room_id } = await nexa.classify(`HELD-${unique()}`);
  const following = follow(socket, { room_id });
  await nexa.cancel(task_id);
  assert.equal((await following).at(-1).status, 'cancelled');
  socket.disconnect();
});

test('a room that does not exist is told', async () => {
  const socket = connect();
  await assert.rejects(follow(socket, { room_id: '00000000-0000-0000-0000-000000000000' }), /Sala não encontrada/);
  const { room_id } = await nexa.classify(unique());
  assert.equal((await follow(socket, { room_id })).at(-1).name, 'classification_finished'); // the socket goes on
  socket.disconnect();
});

test('what is sent while Nexa is away goes unanswered, and the socket lives on with its rooms', async () => {
  const proxy = await startProxy(url);
  const through = await startBridge({ url: proxy.url, port: 0 });
  const socket = io(through.url, { forceNew: true });
  const { task_id, room_id } = await nexa.classify(`HELD-${unique()}`);
  const following = follow(socket, { room_id });
  await once(socket, 'classification_update_status');
  const { id } = socket;
  proxy.hold();
  socket.emit('ping_event');
  socket.emit('leave', '00000000-0000-0000-0000-000000000000');
  await nexa.cancel(task_id);
  proxy.release();

  assert.equal((await following).at(-1).status, 'cancelled');
  assert.equal(socket.id, id);
  socket.disconnect();
  await through.stop();
  proxy.stop();
});

test('a browser that goes before Nexa has answered leaves no connection behind', async () => {
  const proxy = await startProxy(url);
  const through = await startBridge({ url: proxy.url, port: 0 });
  proxy.hold();
  const socket = io(through.url, { forceNew: true, transports: ['websocket'], reconnection: false });
  const held = async wanted => { while ((proxy.count > 0) !== wanted) await new Promise(resolve => setTimeout(resolve, 20)); };
  await held(true);
  socket.disconnect();
  proxy.release();

  await held(false); // else the test runs out of time
  await through.stop();
  proxy.stop();
});

test('a token is Nexa\'s: its own tasks are seen, others are not, and a wrong one does not come in', async () => {
  const email = `${unique()}@example.com`.toLowerCase();
  const password = 'uma frase bem comprida e rara';
  await nexa.request('post', '/register', { body: { name: 'Ana', email, password } });
  const ana = new NexaClient({ url });
  const { access_token } = await ana.signIn(email, password);
  const { room_id } = await ana.classify(unique());
  const ways = [
    { auth: { token: access_token } }, { query: { token: access_token } }, { extraHeaders: { Authorization: `Bearer ${access_token}` } },
  ];
  for (const way of ways) {
    const socket = connect(way);
    assert.equal((await follow(socket, { room_id })).at(-1).result.ncm, '85322410');
    socket.disconnect();
  }

  const stranger = connect();
  await assert.rejects(follow(stranger, { room_id }), /Sala não encontrada/);
  stranger.disconnect();
  const wrong = connect({ auth: { token: 'e30.e30.wrong' }, reconnection: false });
  assert.match((await once(wrong, 'connect_error')).message, /401|Unauthorized/);
});
