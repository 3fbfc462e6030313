// How the desk's scripts ask our own server: as scripts, with the session, and with a token that is still good.
const HEADERS = { "X-Requested-With": "fetch" };

export const ask = (address, { headers, ...more } = {}) =>
  fetch(address, { credentials: "same-origin", ...more, headers: { ...HEADERS, ...headers } });

export const post = (address, body, more = {}) => ask(address, { method: "POST", body, ...more });

export const pageOf = (html) => new DOMParser().parseFromString(html, "text/html");

// The token that stands in any form of the page: they are all of one session.
export function token(place = document) {
  return place.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

export function signed(values = {}) {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  body.set("csrfmiddlewaretoken", token());
  return body;
}

// Whoever signed in again elsewhere has a new token: it is fetched from a page, and put into every form.
export async function renewToken(address) {
  const answer = await ask(address);
  const fresh = answer.ok && !answer.redirected ? token(pageOf(await answer.text())) : "";
  if (fresh) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = fresh; });
  return fresh;
}

// Whether something may have been done although no good answer came: 503 is said before anything is begun, and a
// line that is known to be down has carried nothing; after all else nobody here knows.
export const isUnsure = (answer) => (answer ? answer.status >= 500 && answer.status !== 503 : navigator.onLine);
