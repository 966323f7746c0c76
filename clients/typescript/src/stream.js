import { isLast } from './index.js';

const RETRY_AFTER = 1000;
// The server shows a sign of life every 15 seconds: a stream that is silent for longer is dead.
const SILENCE = 45_000;

/**
 * Server-sent events over fetch: unlike a browser's EventSource it sends headers, refreshes the token and works in Node.js. Yields
 * { name, seq, data }, each once, and ends with the task.
 */
export async function* readEvents(client, taskId, afterSeq, signal) {
  while (true) {
    try {
      const stop = new AbortController();
      const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
      try {
        const response = await client.send('get', '/tasks/{id}/events', { params: { id: taskId }, query: { after_seq: afterSeq }, signal: either });
        if (response.status === 204) return; // the client has every event
        for await (const event of parse(response.body, () => stop.abort())) {
          if (event.seq <= afterSeq) continue;
          afterSeq = event.seq;
          yield event;
          if (isLast(event)) return;
        }
      } finally {
        stop.abort();
      }
    } catch (error) {
      if (signal?.aborted || (error.status && error.status < 500)) throw error;
    }

    await new Promise(resolve => setTimeout(resolve, RETRY_AFTER));
  }
}

async function* parse(body, onSilence) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let timer;
  try {
    while (true) {
      timer = setTimeout(onSilence, SILENCE);
      const { value, done } = await reader.read();
      clearTimeout(timer);
      if (done) return;
      const blocks = (text + value).split('\n\n');
      text = blocks.pop();
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split('\n').filter(line => !line.startsWith(':')).map(line => line.split(/: (.*)/s, 2)));
        if (fields.data) yield { name: fields.event, seq: Number(fields.id), data: JSON.parse(fields.data) };
      }
    }
  } finally {
    clearTimeout(timer);
  }
}
