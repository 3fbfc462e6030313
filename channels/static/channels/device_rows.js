// One kept entry as the dialog shows it: its number, its slip again, and what it says where it cannot be sent.
const SAID = ["text", "name", "phone", "email", "order_number"];

async function linesOf(entry, head, box) {
  const data = await new Response(await box.body(entry), { headers: { "Content-Type": head.type } }).formData();
  return SAID.filter((name) => data.get(name)).map((name) => {
    const line = document.createElement("p");
    line.textContent = data.get(name);
    return line;
  });
}

export async function rowOf(entry, { template, box, word, isRevoked, onSlip }) {
  const row = template.content.firstElementChild.cloneNode(true);
  const part = (name) => row.querySelector(`[data-${name}]`);
  const head = await box.head(entry).catch(() => null);
  part("number").textContent = `#${entry.number}`;
  part("reference").textContent = head ? head.reference || word("follows") : word("unreadable");
  part("time").textContent = new Date(entry.keptAt).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  part("why").textContent = entry.state === "refused" ? entry.why : word("waiting");
  part("slip-again").hidden = !head?.reference;
  part("slip-again").addEventListener("click", () => onSlip(head));
  part("read").hidden = !head || !(entry.state === "refused" || isRevoked);
  part("read").addEventListener("click", async () => part("content").replaceChildren(...(await linesOf(entry, head, box))));
  return row;
}
