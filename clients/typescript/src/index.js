import { readEvents } from './stream.js';

/** What Nexa refuses; the message is the sentence for the user, in Portuguese. */
export class NexaError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? Object.values(problem.errors ?? {}).flat().join(' ') ?? problem.title ?? `HTTP ${status}`);
    this.name = 'NexaError';
    this.status = status;
    this.problem = problem;
  }
}

/** After this event nothing follows in a task. */
export const isLast = event =>
  event.name === 'classification_finished' || event.name === 'batch_classification_finished' || event.data.final === true;

export class NexaClient {
  #url; #apiKey; #tokens; #onTokens; #fetch; #refreshing;

  constructor({ url, apiKey, accessToken, refreshToken, onTokens, fetch: fetchWith }) {
    this.#url = url.replace(/\/$/, '');
    this.#apiKey = apiKey;
    this.#tokens = { access_token: accessToken, refresh_token: refreshToken };
    this.#onTokens = onTokens;
    this.#fetch = fetchWith ?? ((...request) => fetch(...request));
  }

  get url() { return this.#url; }

  get accessToken() { return this.#tokens.access_token; }

  get apiKey() { return this.#apiKey; }

  /** Where Nexa answers 403 with `code_required`, the code of the letter goes with the next attempt. */
  async signIn(email, password, code) {
    const signedIn = await this.request('post', '/login', { body: { email, password, ...(code ? { code } : {}) } });
    this.#use(signedIn);
    return signedIn;
  }

  /** Sends one operation of the contract: its path as written there, its parameters, its body. */
  async request(method, path, { params = {}, query = {}, body, headers = {}, signal } = {}) {
    const response = await this.send(method, path, { params, query, body, headers, signal });
    if (response.status === 204) return undefined;
    return (response.headers.get('content-type') ?? '').startsWith('application/json') ? response.json() : response.blob();
  }

  /** The same with the whole response, for streams and files. */
  async send(method, path, { params = {}, query = {}, body, headers = {}, signal } = {}) {
    const url = new URL(this.#url + path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name])));
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value].flat()) if (one !== undefined && one !== null) url.searchParams.append(name, one);
    }

    const isForm = body instanceof FormData;
    const attempt = async () => {
      const response = await this.#fetch(url, {
        method: method.toUpperCase(),
        headers: {
          ...(body !== undefined && !isForm ? { 'content-type': 'application/json' } : {}),
          ...(this.#apiKey ? { 'x-api-key': this.#apiKey } : this.accessToken ? { authorization: `Bearer ${this.accessToken}` } : {}),
          ...headers,
        },
        body: body === undefined || isForm ? body : JSON.stringify(body),
        signal,
      });
      return response;
    };

    const used = this.accessToken;
    let response = await attempt();
    if (response.status === 401 && await this.refresh(used)) response = await attempt();
    if (!response.ok) {
      const isProblem = (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
      throw new NexaError(response.status, isProblem ? await response.json() : { title: response.statusText });
    }

    return response;
  }

  /** Gets a new access token once for all who wait; false where the session has ended. */
  async refresh(used) {
    if (!this.#tokens.refresh_token || this.#apiKey) return false;
    if (this.accessToken !== used) return true; // another request has refreshed it meanwhile
    this.#refreshing ??= this.#refresh().finally(() => { this.#refreshing = undefined; });
    return this.#refreshing;
  }

  classify(partnumber, more = {}) {
    return this.request('post', '/classify-partnumber', { body: { partnumber, ...more } });
  }

  classifyBatch(partnumbers, more = {}) {
    return this.request('post', '/classify-batch', { body: { partnumbers, ...more } });
  }

  /** A purchase order, invoice or sheet: a File or Blob. */
  uploadDocument(file, name, fields = {}) {
    const body = new FormData();
    body.set('file', file, name ?? file.name);
    for (const [field, value] of Object.entries(fields)) body.set(field, value);
    return this.request('post', '/upload-document', { body });
  }

  status(taskId) { return this.request('get', '/status/{taskId}', { params: { taskId } }); }

  cancel(taskId) { return this.request('post', '/tasks/{id}/cancel', { params: { id: taskId } }); }

  /** A task's events after afterSeq, each once and in order, until it is over; connects again by itself. */
  events(taskId, { afterSeq = 0, signal } = {}) { return readEvents(this, taskId, afterSeq, signal); }

  /** Waits until a task is over; answers its status, with its result where it has one. */
  async wait(taskId, options) {
    for await (const _ of this.events(taskId, options)); // the last event ends the loop
    return this.status(taskId);
  }

  /** All items of a paged list, page after page. */
  async *pages(path, query = {}) {
    let cursor;
    do {
      const page = await this.request('get', path, { query: { ...query, cursor } });
      yield* Object.values(page).find(Array.isArray);
      cursor = page.next_cursor;
    } while (cursor);
  }

  async #refresh() {
    const response = await this.#fetch(`${this.#url}/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh_token: this.#tokens.refresh_token }),
    });
    if (response.status === 401) {
      this.#tokens = {};
      return false;
    }

    if (!response.ok) throw new NexaError(response.status, { title: response.statusText });
    this.#use(await response.json());
    return true;
  }

  #use(signedIn) {
    this.#tokens = signedIn;
    this.#onTokens?.(signedIn);
  }
}
