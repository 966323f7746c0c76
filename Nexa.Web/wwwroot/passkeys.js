// Passkeys: only the browser speaks to the device. What it gives goes to Nexa as it is.
const readable = typeof PublicKeyCredential !== 'undefined' && 'parseCreationOptionsFromJSON' in PublicKeyCredential;

// Null where the person has cancelled, or the browser has no passkeys: the page says so.
window.nexa.createPasskey = async options => {
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return JSON.stringify(await navigator.credentials.create({ publicKey }));
  } catch (failure) {
    console.info(failure);
    return null;
  }
};

document.addEventListener('click', async event => {
  const form = event.target.closest('[data-passkey]')?.closest('form');
  if (!form) {
    return;
  }
  const refusal = form.querySelector('[data-passkey-refusal]');
  refusal.hidden = readable;
  if (!readable) {
    return;
  }
  try {
    const answer = await fetch('/entrar/chave-de-acesso', { method: 'POST' });
    const { challenge, options } = await answer.json();
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials.get({ publicKey });
    form.elements['Form.Challenge'].value = challenge;
    form.elements['Form.Credential'].value = JSON.stringify(credential);
    form.requestSubmit();
  } catch (failure) {
    console.info(failure);
    refusal.hidden = false;
  }
});
