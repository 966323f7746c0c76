import type { HubConnection } from '@microsoft/signalr';
import type { NexaClient, TaskEvent } from './index.js';

/** One SignalR connection for any number of tasks; joins its rooms again after an interruption, each with the last event it has. */
export declare class NexaHub {
  /**
   * Calls onLost where the connection has ended and Nexa refuses another, as when the session is over; onRefused where a room can't be
   * joined again after an interruption, as when its task was deleted meanwhile.
   */
  constructor(client: NexaClient, options?: { onLost?: (refused: Error) => void; onRefused?: (roomId: string, refused: Error) => void });
  readonly connection: HubConnection;
  /** Connects, and stays connected also where no room is joined. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Calls back with each event of a task after afterSeq, once and in order. Answers when the room is joined. */
  join(roomId: string, onEvent: (event: TaskEvent) => void, afterSeq?: number): Promise<void>;
  leave(roomId: string): Promise<void>;
}
