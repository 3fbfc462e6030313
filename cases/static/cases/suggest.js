// While somebody writes what happened: pages that may help at once, below the text. Nothing is kept of it.
const offer = document.querySelector("[data-suggest]");
const box = document.getElementById("id_text");
const list = document.createElement("ul");
const SHORTEST = 8;
const PAUSE = 1200;
let timer = 0;
let asked = "";

function draw(found) {
  list.replaceChildren(
    ...found.map((page) => {
      const entry = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: page.url, target: "_blank", rel: "noopener" });
      link.textContent = page.title;
      entry.append(link);
      return entry;
    }),
  );
  offer.hidden = !found.length;
}

async function ask() {
  const text = box.value.trim().slice(0, 2000);
  if (text.length < SHORTEST || text === asked) return;
  asked = text;
  const body = new FormData();
  body.set("text", text);
  body.set("csrfmiddlewaretoken", box.form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(offer.dataset.suggest, { method: "POST", body, credentials: "same-origin" });
    if (answer.ok && box.value.trim().slice(0, 2000) === text) draw((await answer.json()).found);
  } catch {
    // Without a line there is nothing to offer; the form works all the same.
  }
}

if (offer && box) {
  offer.firstElementChild.append(list);
  box.after(offer);
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
  box.addEventListener("input", later);
  // This is loaded when somebody begins: what they wrote or pasted meanwhile said nothing to it.
  later();
}
