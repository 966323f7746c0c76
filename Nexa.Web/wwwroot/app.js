// What needs the browser itself; one listener each on the document, since components come and go.
const keep = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=strict`; };
const draftKey = 'nexa-draft';

window.nexa = {
  setTheme(theme) {
    keep('nexa-theme', theme);
    document.documentElement.dataset.theme = theme;
  },
  readDraft: () => sessionStorage.getItem(draftKey) ?? '',
  clearDraft: () => sessionStorage.removeItem(draftKey),
};

document.addEventListener('input', event => {
  if (event.target.matches('[data-draft]')) {
    sessionStorage.setItem(draftKey, event.target.value);
  }
});

document.addEventListener('keydown', event => {
  const field = event.target;
  if (event.key === 'Enter' && field.matches('[data-draft]') && !event.isComposing
      && (event.ctrlKey || event.metaKey || (!event.shiftKey && !field.value.includes('\n')))) {
    event.preventDefault();
    document.querySelector('[data-submit]')?.click();
  } else if (event.key === '/' && !field.matches('input, textarea, select')) {
    const first = document.querySelector('[data-focus]');
    if (first) {
      event.preventDefault();
      first.focus();
    }
  }
});

document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy], [data-rail-toggle]');
  if (button?.dataset.copy !== undefined) {
    await copy(button.dataset.copy);
    button.classList.add('copied');
    setTimeout(() => button.classList.remove('copied'), 1500);
    const told = document.getElementById('told');
    if (told) {
      told.textContent = 'Copiado';
    }
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
