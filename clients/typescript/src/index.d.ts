import type { components, paths } from './openapi.js';

export type Schemas = components['schemas'];
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Methods<P extends keyof paths> = { [M in Method]: paths[P][M] extends undefined ? never : M }[Method];
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
type JsonOf<R> =
  R extends { content: { 'application/json': infer T } } ? T
  : R extends { content: infer C } ? C extends Record<string, never> ? undefined : Blob
  : undefined;
type Success = 200 | 201 | 202 | 204;

/** What an operation answers when it succeeds. */
export type Answer<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R } ? { [S in keyof R & Success]: JsonOf<R[S]> }[keyof R & Success] : never;
export type Body<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { requestBody?: { content: { 'application/json': infer T } } } ? T : FormData;
export type Query<P extends keyof paths, M extends Method> = Operation<P, M> extends { parameters: { query?: infer Q } } ? Q : never;

export interface Sent<P extends keyof paths, M extends Method> {
  params?: Record<string, string>;
  query?: Query<P, M>;
  body?: Body<P, M>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

interface InTask { task_id: string; room_id: string; seq: number }
interface Step extends InTask { current: number; total: number; message: string | null }
interface StatusUpdate extends Step {
  status: 'processing' | 'failed' | 'cancelled';
  job_id?: string | null;
  final?: boolean;
  partnumbers?: string[];
}
interface PartialResult extends Step { single_classification: Schemas['ClassificationResult'] }
interface Finished extends InTask { status: 'done'; message: string; partnumber: string; result: Schemas['ClassificationResult'] }
interface BatchItem { status: Schemas['TaskItemStatus']; ncm: string | null; confidence_score: number | null; error: string | null }
interface BatchFinished extends InTask {
  status: 'done' | 'failed';
  message: string;
  partnumbers: string[];
  result: Record<string, BatchItem>;
}
export type TaskEvent = { seq: number } & (
  | { name: 'classification_update_status'; data: StatusUpdate }
  | { name: 'partial_result'; data: PartialResult }
  | { name: 'classification_finished'; data: Finished }
  | { name: 'batch_classification_finished'; data: BatchFinished });

/** What Nexa refuses; the message is the sentence for the user, in Portuguese. */
export declare class NexaError extends Error {
  status: number;
  problem: Schemas['ProblemDetails'];
}

/** After this event nothing follows in a task. */
export declare function isLast(event: TaskEvent): boolean;

export interface NexaClientOptions {
  url: string;
  apiKey?: string;
  accessToken?: string;
  refreshToken?: string;
  /** Called with each new pair, for whoever keeps them. */
  onTokens?: (tokens: Schemas['SignedIn']) => void;
  fetch?: typeof fetch;
}

export declare class NexaClient {
  constructor(options: NexaClientOptions);
  readonly url: string;
  readonly accessToken?: string;
  readonly apiKey?: string;
  signIn(email: string, password: string, code?: string): Promise<Schemas['SignedIn']>;
  /** Sends one operation of the contract: its path as written there, its parameters, its body. */
  request<P extends keyof paths, M extends Methods<P>>(method: M, path: P, sent?: Sent<P, M>): Promise<Answer<P, M>>;
  /** The same with the whole response, for streams and files. */
  send<P extends keyof paths, M extends Methods<P>>(method: M, path: P, sent?: Sent<P, M>): Promise<Response>;
  /** Gets a new access token once for all who wait; false where the session has ended. */
  refresh(used: string | undefined): Promise<boolean>;
  classify(partnumber: string, more?: Omit<Schemas['ClassifyPartNumber'], 'partnumber'>): Promise<Schemas['PartNumberAccepted']>;
  classifyBatch(
    partnumbers: Schemas['ClassifyBatch']['partnumbers'], more?: Omit<Schemas['ClassifyBatch'], 'partnumbers'>,
  ): Promise<Schemas['BatchAccepted']>;
  uploadDocument(file: Blob, name?: string, fields?: Record<string, string>): Promise<Schemas['UploadAccepted']>;
  status(taskId: string): Promise<Schemas['TaskStatusView']>;
  cancel(taskId: string): Promise<Schemas['TaskView']>;
  /** A task's events after afterSeq, each once and in order, until it is over; connects again by itself. */
  events(taskId: string, options?: { afterSeq?: number; signal?: AbortSignal }): AsyncGenerator<TaskEvent>;
  /** Waits until a task is over; answers its status, with its result where it has one. */
  wait(taskId: string, options?: { afterSeq?: number; signal?: AbortSignal }): Promise<Schemas['TaskStatusView']>;
  pages(path: '/history', query?: Query<'/history', 'get'>): AsyncGenerator<Schemas['ClassificationView']>;
  pages(path: '/tasks', query?: Query<'/tasks', 'get'>): AsyncGenerator<Schemas['TaskPage']['tasks'][number]>;
  pages(path: '/review', query?: Query<'/review', 'get'>): AsyncGenerator<Schemas['ReviewItemView']>;
}
