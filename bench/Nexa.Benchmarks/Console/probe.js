// Runs in every page before its own scripts: what a person would see, and when.
window.probe = { shift: 0, interactive: null };
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) {
    probe.shift += entry.hadRecentInput ? 0 : entry.value;
  }
}).observe({ type: 'layout-shift', buffered: true });

// Interactive: the circuit is there and the field takes a part number.
const look = () => {
  if (document.querySelector('[data-draft]:not(:disabled)')) {
    probe.interactive = performance.now();
  } else {
    requestAnimationFrame(look);
  }
};
requestAnimationFrame(look);

// A frame has been painted when a message that was posted in it arrives.
const painted = then => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = then;
  channel.port2.postMessage(0);
});

// From the key to the next item's picture.
probe.decide = key => new Promise(resolve => {
  const read = () => document.querySelector('.case-head h2')?.textContent;
  const before = read();
  const began = performance.now();
  const watch = new MutationObserver(() => {
    if (read() && read() !== before) {
      watch.disconnect();
      painted(() => resolve(performance.now() - began));
    }
  });
  watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
});

// Times between frames from here until `stop` is called.
probe.startFrames = () => {
  const times = [];
  let last = performance.now();
  let isOn = true;
  const next = now => {
    times.push(now - last);
    last = now;
    if (isOn) {
      requestAnimationFrame(next);
    }
  };
  requestAnimationFrame(now => { last = now; requestAnimationFrame(next); });
  probe.stopFrames = () => { isOn = false; return times; };
};
