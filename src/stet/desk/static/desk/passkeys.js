// Passkeys (Web Authentication): what a form's button asks the browser for, and hands on as JSON in `credential`.
// A form says in `data-passkey` what it is for: "create", "get", or "login", whose options are asked of its address.

/** @param {string} text base64url, as the server writes bytes */
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

/** @param {ArrayBuffer | null | undefined} buffer */
const words = (buffer) =>
  buffer &&
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

/** @param {any[] | undefined} keys */
const known = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));

/**
 * A new passkey. One that is to let in without a password has to be kept by the device, and to ask who is there.
 * @param {any} options as the server gives them
 * @param {boolean} isAlone
 */
async function create({ publicKey }, isAlone) {
  const choice = isAlone
    ? { residentKey: "required", requireResidentKey: true, userVerification: "required" }
    : { residentKey: "discouraged", requireResidentKey: false };
  const made = /** @type {any} */ (
    await navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        user: { ...publicKey.user, id: bytes(publicKey.user.id) },
        excludeCredentials: known(publicKey.excludeCredentials),
        authenticatorSelection: { ...publicKey.authenticatorSelection, ...choice },
      },
    })
  );
  return {
    ...told(made),
    response: {
      clientDataJSON: words(made.response.clientDataJSON),
      attestationObject: words(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    },
  };
}

/** The word of a passkey that is there. @param {any} options as the server gives them */
async function get({ publicKey }) {
  const found = /** @type {any} */ (
    await navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        allowCredentials: known(publicKey.allowCredentials),
      },
    })
  );
  return {
    ...told(found),
    response: {
      clientDataJSON: words(found.response.clientDataJSON),
      authenticatorData: words(found.response.authenticatorData),
      signature: words(found.response.signature),
      userHandle: words(found.response.userHandle),
    },
  };
}

/** What every credential says of itself. @param {any} credential */
const told = (credential) => ({
  id: credential.id,
  rawId: words(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment,
  clientExtensionResults: credential.getClientExtensionResults(),
});

/** @param {HTMLFormElement} form */
async function optionsFor(form) {
  if (form.dataset.passkey === "login") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    return (await answer.json()).request_options;
  }
  return JSON.parse(document.getElementById(form.dataset.options ?? "")?.textContent ?? "");
}

/** @param {HTMLFormElement} form */
async function ask(form) {
  const problem = /** @type {HTMLElement} */ (form.querySelector(".problem"));
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("credential"));
  const alone = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("passwordless"));
  problem.hidden = true;
  try {
    const options = await optionsFor(form);
    const word = form.dataset.passkey === "create" ? create(options, alone?.checked ?? false) : get(options);
    field.value = JSON.stringify(await word);
  } catch {
    problem.hidden = false;
    return;
  }
  form.submit();
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-passkey]"))) {
  form.hidden = !("credentials" in navigator && "PublicKeyCredential" in window);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask(form);
  });
}
