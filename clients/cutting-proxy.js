// A TCP proxy for the tests: its connections can be cut, and new ones kept waiting.
import { connect, createServer } from 'node:net';

/** Starts a proxy in front of the server at url. */
export async function startProxy(url) {
  const { hostname, port } = new URL(url);
  const sockets = new Set();
  let opened = Promise.resolve();
  let open;
  const server = createServer(async browser => {
    sockets.add(browser);
    browser.on('error', () => {}).once('close', () => sockets.delete(browser));
    await opened;
    const upstream = connect(Number(port), hostname).on('error', () => browser.destroy());
    browser.once('close', () => upstream.destroy());
    upstream.once('close', () => browser.destroy());
    browser.pipe(upstream).pipe(browser);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Connections that browsers hold. */
    get count() { return sockets.size; },
    /** Cuts all connections, and keeps new ones waiting until release(). */
    hold() {
      opened = new Promise(resolve => { open = resolve; });
      for (const socket of sockets) socket.destroy();
    },
    release() { open(); },
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
