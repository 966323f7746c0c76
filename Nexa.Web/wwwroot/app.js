// What needs the browser itself; one listener each on the document, since components come and go.
const keep = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=strict`; };
const draftKey = field => `nexa-draft-${field.dataset.draft}`;
const viewsKey = 'nexa-views';

window.nexa = {
  clearDraft: name => sessionStorage.removeItem(`nexa-draft-${name}`),
  setTheme(theme) {
    keep('nexa-theme', theme);
    document.documentElement.dataset.theme = theme;
  },
  // Brings the marked line of a page into the middle of its pane; the window itself does not move.
  reveal(id) {
    const pane = document.getElementById(id);
    const box = pane?.querySelector('.boxes .current')?.getBoundingClientRect();
    if (box) {
      pane.scrollTop += box.top - pane.getBoundingClientRect().top - pane.clientHeight / 2 + box.height / 2;
    }
  },
  readViews: () => {
    try {
      return JSON.parse(localStorage.getItem(viewsKey)) ?? [];
    } catch {
      return []; // written by something else, or not kept at all
    }
  },
  writeViews: views => localStorage.setItem(viewsKey, JSON.stringify(views)),
  // A task has ended: whoever works in another window hears of it, where they have allowed it.
  notify(title, text) {
    if (document.hidden && window.Notification?.permission === 'granted') {
      new Notification(title, { body: text, icon: '/nexa.svg', tag: title }).onclick = () => focus();
    }
  },
  // A file that Nexa has made of what stands on the page: it has no address.
  async save(name, stream) {
    const href = URL.createObjectURL(new Blob([await stream.arrayBuffer()]));
    const link = Object.assign(document.createElement('a'), { download: name, href });
    link.click();
    URL.revokeObjectURL(link.href);
  },
};

// What is typed into a field with a draft outlives the page: a circuit that was lost, a reload, a look at another page of this tab.
// Sending its form or a button that gives it up ends it.
document.addEventListener('input', event => {
  if (event.target.matches('[data-draft]')) {
    sessionStorage.setItem(draftKey(event.target), event.target.value);
  }
});
const endDrafts = within => within.querySelectorAll('[data-draft]').forEach(field => sessionStorage.removeItem(draftKey(field)));
document.addEventListener('submit', event => endDrafts(event.target));
document.addEventListener('click', event => {
  const form = event.target.closest('[data-gives-up]')?.closest('form');
  if (form) {
    endDrafts(form);
  }
});
new MutationObserver(() => {
  for (const field of document.querySelectorAll('[data-draft]:not([data-drafted], :disabled)')) {
    const draft = sessionStorage.getItem(draftKey(field));
    field.dataset.drafted = '';
    if (draft && draft !== field.value) {
      field.value = draft;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }
}).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });

document.addEventListener('keydown', event => {
  const field = event.target;
  if (event.key === 'Enter' && field.matches('[data-draft="classify"]') && !event.isComposing
      && (event.ctrlKey || event.metaKey || (!event.shiftKey && !field.value.includes('\n')))) {
    event.preventDefault();
    document.querySelector('[data-submit]')?.click();
  } else if (event.key === '/' && !field.matches('input, textarea, select')) {
    const first = document.querySelector('[data-focus]');
    event.preventDefault();
    if (first) {
      first.focus();
    } else {
      openPalette();
    }
  } else if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    openPalette();
  }
});

// A palette that was left stays in the page until the server has heard of it: it is asked for anew, and not taken for open.
const openPalette = () => {
  const button = document.querySelector('[data-palette]');
  if (button && !document.querySelector('[aria-modal="true"]:not([data-left])')) {
    askForm();
    button.click();
  }
};

// What a list offers next is in sight.
new MutationObserver(changes => {
  for (const { target } of changes) {
    document.getElementById(target.getAttribute('aria-activedescendant'))?.scrollIntoView({ block: 'nearest' });
  }
}).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['aria-activedescendant'] });

// A key presses the button that names it: what can be done by keyboard can be seen, and the other way round.
// What is typed before a form that was asked for is there, is text for its field and no command.
let asked = { until: 0, from: null };
let ahead = '';
const slowestForm = 5000;
const askForm = () => { [asked, ahead] = [{ until: performance.now() + slowestForm, from: document.activeElement }, '']; };

document.addEventListener('keydown', event => {
  const typing = event.target.matches('input:not([type="checkbox"]), textarea, select');
  const isCommand = event.ctrlKey || event.metaKey || event.altKey;
  const isAhead = performance.now() < asked.until && (!typing || event.target === asked.from);
  if (isAhead && event.key.length === 1 && !isCommand) {
    ahead += event.key;
    event.preventDefault();
    return;
  }
  if (isCommand || event.isComposing || (typing && event.key !== 'Escape') || ownsKey(event)) {
    return;
  }
  const letter = /^[a-z]$/i.test(event.key);
  const key = letter ? (event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase()) : event.key;
  const button = [...document.querySelectorAll('[data-key]')].find(one => one.dataset.key === key && !one.disabled);
  const isCovered = key !== 'Escape' && key !== '?' && document.querySelector('[aria-modal="true"]');
  if (button && !isCovered) {
    event.preventDefault();
    if (event.repeat && button.dataset.repeats === undefined) {
      return; // a held key does once what it does
    }
    if (button.dataset.opens !== undefined && !document.querySelector('[data-now]')) {
      askForm();
    }
    button.click();
    if (typing) {
      event.target.blur(); // its form is on its way out: the next key is a command
    }
  }
});

// In a field with an open list these keys belong to the list: Escape closes it, and not the form around it. Enter always does: the list
// that it is meant for may still be on its way, and the form would be sent without its choice.
const ownsKey = event => event.target.matches('[data-list-keys]') && (event.key === 'Enter'
  || (event.target.matches('[aria-expanded="true"]') && ['ArrowDown', 'ArrowUp', 'Escape'].includes(event.key)));
document.addEventListener('keydown', event => {
  if (ownsKey(event)) {
    event.preventDefault();
    if (event.key === 'Escape') {
      event.target.closest('.palette')?.setAttribute('data-left', '');
    }
  }
}, true);

// An item counts as seen after it has been on the screen for a moment: a doubled key or click decides nothing that nobody has read.
const briefestLook = 150;
let look = { item: null, timer: 0 };
new MutationObserver(() => {
  const desk = document.querySelector('[data-item]');
  const item = desk?.dataset.item;
  if (item !== look.item) {
    clearTimeout(look.timer);
    look = { item, timer: item && setTimeout(() => { desk.dataset.seen = item; }, briefestLook) };
  }
}).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-item'] });

document.addEventListener('click', event => {
  const button = event.target.closest('[data-decides]');
  if (button && document.querySelector('[data-item]')?.dataset.seen !== button.dataset.decides) {
    event.stopImmediatePropagation();
    event.preventDefault();
  }
}, true);

// What a dialog covers can't be reached by Tab.
document.addEventListener('keydown', event => {
  const dialog = event.key === 'Tab' && document.querySelector('[aria-modal="true"]');
  if (dialog) {
    const stops = [...dialog.querySelectorAll('a[href], button:not(:disabled), input, select, textarea')].filter(one => one.tabIndex >= 0);
    const [first, last] = [stops[0], stops.at(-1)];
    const leaves = !dialog.contains(document.activeElement) || document.activeElement === (event.shiftKey ? first : last);
    if (leaves && first) {
      event.preventDefault();
      (event.shiftKey ? last : first).focus();
    }
  }
});

// A form that opens on the page takes the focus once; what had it gets it back, also where one has opened over another.
const opened = [];
new MutationObserver(() => {
  while (opened.length && !opened.at(-1).field.isConnected) {
    const { before } = opened.pop();
    if (document.activeElement === document.body) {
      (before.isConnected ? before : document.querySelector('[data-start]'))?.focus(); // a row that was deleted is gone with its button
    }
  }
  const field = document.querySelector('[data-now]:not([data-focused])');
  if (field) {
    field.dataset.focused = 'yes';
    opened.push({ field, before: document.activeElement });
    field.focus();
    field.select?.();
    if (ahead) {
      field.value = ahead;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    [asked.until, ahead] = [0, ''];
  }
}).observe(document.body, { childList: true, subtree: true });

// The button that asks for notices is there until the browser was answered, either way.
const showNotices = () => { document.documentElement.dataset.notices = window.Notification?.permission ?? 'denied'; };
showNotices();
document.addEventListener('click', async event => {
  if (event.target.closest('[data-asks-notices]')) {
    await Notification.requestPermission();
    showNotices();
  }
});

// On a phone the review is swiped: to the left comes the next item, to the right the one before, as by the keys J and K.
const shortestSwipe = 80;
let touch = null;
document.addEventListener('touchstart', event => {
  const [first] = event.touches;
  const scrolls = event.target.closest('input, textarea, select, .scroll, .viewer-scroll, [aria-modal="true"]');
  touch = event.touches.length === 1 && event.target.closest('[data-swipes]') && !scrolls ? { x: first.clientX, y: first.clientY } : null;
}, { passive: true });
document.addEventListener('touchend', event => {
  const [last] = event.changedTouches;
  const [right, down] = touch ? [last.clientX - touch.x, last.clientY - touch.y] : [0, 0];
  touch = null;
  if (Math.abs(right) >= shortestSwipe && Math.abs(right) > 2 * Math.abs(down)) {
    document.querySelector(`[data-key="${right < 0 ? 'j' : 'k'}"]`)?.click();
  }
}, { passive: true });

const screensAhead = 5; // a fast wheel passes one while a page is read

// The next page of a long list is read before its end comes in sight. Its button stays: for the keyboard, and for a page that did not come.
document.addEventListener('scroll', () => {
  const list = document.querySelector('[data-reads-ahead]');
  const more = list?.parentElement.querySelector('.more button:not(:disabled)');
  const isOwn = list?.scrollHeight > list?.clientHeight; // on a phone the window scrolls
  const left = isOwn ? list.scrollHeight - list.scrollTop - list.clientHeight : list?.getBoundingClientRect().bottom - innerHeight;
  if (more && left < screensAhead * innerHeight) {
    more.click();
    more.disabled = true; // until the server says otherwise: one page at a time
  }
}, { passive: true, capture: true });

// A page that can't be drawn says so; load and error events don't bubble.
for (const kind of ['load', 'error']) {
  document.addEventListener(kind, event => {
    if (event.target.matches?.('[data-page-image]')) {
      event.target.closest('.viewer-scroll')?.classList.toggle('failed', kind === 'error');
    }
  }, true);
}

document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy], [data-rail-toggle], [data-picker], [data-print]');
  if (button?.dataset.copy !== undefined) {
    await copy(button.dataset.copy);
    button.classList.add('copied');
    setTimeout(() => button.classList.remove('copied'), 1500);
    const told = document.getElementById('told');
    if (told) {
      told.textContent = 'Copiado';
    }
  } else if (button?.dataset.picker !== undefined) {
    button.nextElementSibling.showPicker();
  } else if (button?.dataset.print !== undefined) {
    print();
  } else if (button) {
    const narrow = document.documentElement.dataset.rail !== 'narrow';
    keep('nexa-rail', narrow ? 'narrow' : 'wide');
    document.documentElement.dataset.rail = narrow ? 'narrow' : 'wide';
    button.setAttribute('aria-expanded', String(!narrow));
  }
});

async function copy(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text);
  }
  const field = document.body.appendChild(Object.assign(document.createElement('textarea'), { value: text })); // no clipboard over plain http
  field.select();
  document.execCommand('copy');
  field.remove();
}

const holdsFiles = event => event.dataTransfer?.types.includes('Files') && document.querySelector('[data-drop]');
document.addEventListener('dragover', event => {
  if (holdsFiles(event)) {
    event.preventDefault();
    document.body.classList.add('dragging');
  }
});
document.addEventListener('dragleave', event => {
  if (!event.relatedTarget) {
    document.body.classList.remove('dragging');
  }
});
document.addEventListener('drop', event => {
  document.body.classList.remove('dragging');
  if (holdsFiles(event)) {
    event.preventDefault();
    const input = document.querySelector('[data-drop]');
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }
});

// The server no longer has this circuit: a fresh page has the same picture, and the draft.
document.getElementById('components-reconnect-modal')?.addEventListener('components-reconnect-state-changed', event => {
  if (event.detail.state === 'rejected') {
    location.reload();
  }
});

// The token of a link in a mail stands behind the #: no server and no log sees it until its form is sent.
const mailed = new URLSearchParams(location.hash.slice(1)).get('token');
if (mailed && document.querySelector('[data-token]')) {
  for (const field of document.querySelectorAll('[data-token]')) {
    field.value = mailed;
  }
  history.replaceState(null, '', location.pathname + location.search);
}
