import type { HubConnection } from '@microsoft/signalr';
import type { NexaClient, TaskEvent } from './index.js';

/** One SignalR connection for any number of tasks; joins its rooms again after an interruption, each with the last event it has. */
export declare class NexaHub {
  constructor(client: NexaClient);
  readonly connection: HubConnection;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Calls back with each event of a task after afterSeq, once and in order. Answers when the room is joined. */
  join(roomId: string, onEvent: (event: TaskEvent) => void, afterSeq?: number): Promise<void>;
  leave(roomId: string): Promise<void>;
}
