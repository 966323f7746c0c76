import { HubConnectionBuilder, HubConnectionState, LogLevel } from '@microsoft/signalr';
import { isLast } from './index.js';

const RETRY_AFTER = 1000;
const NAMES = ['classification_update_status', 'partial_result', 'classification_finished', 'batch_classification_finished'];

/** One SignalR connection for any number of tasks; joins its rooms again after an interruption, each with the last event it has. */
export class NexaHub {
  #client; #connection; #rooms = new Map(); #kept = false; #stopped = false; #onRefused;

  constructor(client, { onLost = () => {}, onRefused = () => {} } = {}) {
    this.#client = client;
    this.#onRefused = onRefused;
    let tried;
    this.#connection = new HubConnectionBuilder().withUrl(`${client.url}/hubs/classification`, {
      ...(client.apiKey ? { headers: { 'x-api-key': client.apiKey } } : {}),
      accessTokenFactory: async () => {
        if (client.accessToken && client.accessToken === tried) await client.refresh(tried); // it may be why the connection broke
        return tried = client.accessToken ?? '';
      },
    }).configureLogging(LogLevel.None).build();
    for (const name of NAMES) this.#connection.on(name, data => this.#receive({ name, seq: data.seq, data }));
    this.#connection.onclose(() => {
      if (this.#kept || this.#rooms.size > 0) this.#connect().catch(onLost);
    });
  }

  /** The connection itself, for ping_event and the like. */
  get connection() { return this.#connection; }

  /** Connects, and stays connected also where no room is joined. */
  async start() {
    this.#kept = true;
    await this.#connect();
  }

  async stop() {
    this.#stopped = true;
    await this.#connection.stop();
  }

  /** Calls back with each event of a task after afterSeq, once and in order. Answers when the room is joined. */
  async join(roomId, onEvent, afterSeq = 0) {
    const room = { onEvent, afterSeq, isJoining: true };
    this.#rooms.set(roomId, room);
    try {
      if (this.#connection.state === HubConnectionState.Connected) await this.#joinRoom(roomId);
      else await this.#connect();
      if (room.refused) throw room.refused;
    } catch (refused) {
      this.#rooms.delete(roomId);
      throw refused;
    } finally {
      room.isJoining = false;
    }
  }

  async leave(roomId) {
    this.#rooms.delete(roomId);
    if (this.#connection.state === HubConnectionState.Connected) await this.#connection.invoke('leave', { room_id: roomId });
  }

  #receive(event) {
    const room = this.#rooms.get(event.data.room_id);
    if (!room || event.seq <= room.afterSeq) return;
    room.afterSeq = event.seq;
    if (isLast(event)) this.#rooms.delete(event.data.room_id);
    room.onEvent(event);
  }

  async #joinRoom(roomId) {
    const room = this.#rooms.get(roomId);
    if (room) await this.#connection.invoke('join', { room_id: roomId, after_seq: room.afterSeq });
  }

  /** Joins all rooms; one that is refused is told to its join(), or to onRefused, and the others are joined all the same. */
  async #connect() {
    while (!this.#stopped) {
      try {
        if (this.#connection.state === HubConnectionState.Disconnected) await this.#connection.start();
        for (const [roomId, room] of [...this.#rooms]) {
          await this.#joinRoom(roomId).catch(error => {
            if (!String(error.message).includes('HubException')) throw error;
            this.#rooms.delete(roomId);
            room.refused = error;
            if (!room.isJoining) this.#onRefused(roomId, error);
          });
        }

        return;
      } catch (error) {
        if (/status code '?4/i.test(String(error.message))) throw error;
        await new Promise(resolve => setTimeout(resolve, RETRY_AFTER));
      }
    }
  }
}
