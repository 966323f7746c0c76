// Speaks socket.io with the front ends of the former system, and @nexa/client with Nexa: a hub connection of its own for each socket.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { Server } from 'socket.io';
import { NexaClient } from '@nexa/client';
import { NexaHub } from '@nexa/client/hub';

const FORWARDED = ['connected', 'pong_event', 'test_event'];
const CONNECTED_WITHIN = 10_000;

/** The access token that a browser sends: in auth, as a header, or in the query. */
function findToken({ auth, headers, query }) {
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return auth?.token ?? auth?.access_token ?? bearer ?? query.token ?? query.access_token;
}

/** The former system's clients send an object, or the id alone. */
const findRoom = room => typeof room === 'string' ? room : room?.room_id ?? room?.room;

const emitRefusal = (socket, roomId, refused) =>
  socket.emit('join_error', { room_id: roomId, message: /HubException: (.*)/.exec(refused.message)?.[1] ?? refused.message });

function createHub(socket, url) {
  const hub = new NexaHub(new NexaClient({ url, accessToken: findToken(socket.handshake) }), {
    onLost: () => socket.conn.close(), // not disconnect(): the browser comes again, with the token that it has by then
    onRefused: (roomId, refused) => emitRefusal(socket, roomId, refused),
  });
  socket.conn.once('close', () => hub.stop()); // also where the browser goes before the hub has answered
  socket.data.greetings = [];
  for (const name of FORWARDED) {
    hub.connection.on(name, data => socket.connected ? socket.emit(name, data) : socket.data.greetings.push([name, data]));
  }

  return hub;
}

/** Starts a bridge to the Nexa at url. Port 0 is any free one; origins are those of the front ends. */
export async function startBridge({ url, port = 5002, origins = [] }) {
  const server = createServer();
  const io = new Server(server, { cors: { origin: origins } });

  // A token that Nexa refuses is refused here too, as connect_error.
  io.use(async (socket, next) => {
    const hub = createHub(socket, url);
    const late = setTimeout(() => hub.stop(), CONNECTED_WITHIN);
    try {
      await hub.start();
      if (hub.connection.state !== 'Connected') throw new Error('Nexa está fora do ar.');
      socket.data.hub = hub;
      next();
    } catch (refused) {
      next(refused);
    } finally {
      clearTimeout(late);
    }
  });

  io.on('connection', socket => {
    const { hub, greetings } = socket.data;
    for (const [name, data] of greetings) socket.emit(name, data);
    socket.on('disconnect', () => hub.stop());
    socket.on('ping_event', () => hub.connection.invoke('ping_event').catch(() => {})); // unanswered while the hub connects again
    socket.on('join', async (room, answer) => {
      const roomId = findRoom(room);
      try {
        await hub.join(roomId, ({ name, data }) => socket.emit(name, data), room?.after_seq);
        if (typeof answer === 'function') answer({ room_id: roomId });
      } catch (refused) {
        emitRefusal(socket, roomId, refused);
      }
    });
    socket.on('leave', room => hub.leave(findRoom(room)).catch(() => {}));
  });

  await new Promise((resolve, reject) => server.once('error', reject).listen(port, resolve));
  return { url: `http://localhost:${server.address().port}`, stop: () => io.close() };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { NEXA_URL: url = 'http://localhost:5000', PORT: port = 5002, ORIGINS: origins = 'http://localhost:5173' } = process.env;
  const bridge = await startBridge({ url, port: Number(port), origins: origins.split(',') });
  console.log(`${bridge.url} → ${url}`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, bridge.stop);
}
