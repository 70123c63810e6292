// Passkeys: asks the device and sends its answer with the form. Without this module, or in a browser that has no passkeys,
// the forms stay hidden and everything else works.

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

function text(buffer) {
  if (!buffer) return undefined;
  let plain = "";
  for (const b of new Uint8Array(buffer)) plain += String.fromCharCode(b);
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function listed(list) {
  return (list ?? []).map((c) => ({ ...c, id: bytes(c.id) }));
}

async function create(options) {
  const { publicKey: o } = options;
  return navigator.credentials.create({
    publicKey: { ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: listed(o.excludeCredentials) },
  });
}

async function get(options) {
  const { publicKey: o } = options;
  return navigator.credentials.get({ publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: listed(o.allowCredentials) } });
}

function plain(credential) {
  const r = credential.response;
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: {},
    response: {
      clientDataJSON: text(r.clientDataJSON),
      attestationObject: text(r.attestationObject),
      transports: r.getTransports?.(),
      authenticatorData: r.attestationObject ? undefined : text(r.authenticatorData),
      signature: text(r.signature),
      userHandle: text(r.userHandle),
    },
  });
}

function complain(form) {
  let note = form.querySelector("[data-passkey-note]");
  if (!note) {
    note = document.createElement("p");
    note.dataset.passkeyNote = "";
    note.className = "field-error";
    note.setAttribute("role", "alert");
    form.append(note);
  }
  note.textContent = form.dataset.failed;
}

async function ask(form) {
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" }, redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  const { options, state } = await answer.json();
  const credential = form.dataset.passkey === "create" ? await create(options) : await get(options);
  form.elements.state.value = state;
  form.elements.response.value = plain(credential);
}

export function setupPasskeys() {
  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await ask(form);
      } catch {
        complain(form); // stopped by the person, or the device has none
        return;
      }
      form.submit();
    });
  }
}
