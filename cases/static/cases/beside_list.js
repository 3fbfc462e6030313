// The list beside an open case: its links, which of them is open, what comes before and after it, and the address.
export const links = () => [...document.querySelectorAll("[data-row] [data-open]")];
export const addressOf = (reference) =>
  links().find((link) => link.closest("[data-row]").dataset.row === reference)?.getAttribute("href");
export const referenceIn = (address) => address.split("/").at(-2);
export const asked = () => new URLSearchParams(location.search).get("case");
export const refresh = () => document.querySelector("[data-rows]").dispatchEvent(new CustomEvent("feedback:ask"));

export function mark(shown) {
  for (const link of links()) {
    const row = link.closest("[data-row]");
    const isIt = link.getAttribute("href") === shown;
    row.toggleAttribute("data-open-beside", isIt);
    if (isIt) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    // What is open is what keys act on.
    if (isIt) row.setAttribute("aria-selected", "true");
    else if (shown) row.removeAttribute("aria-selected");
  }
}

export function follow(reference) {
  const address = new URL(location.href);
  if (reference) address.searchParams.set("case", reference);
  else address.searchParams.delete("case");
  if (address.href !== location.href) history.pushState({}, "", address);
}

export function neighbour(shown, by) {
  const all = links();
  const at = all.findIndex((link) => link.getAttribute("href") === shown);
  return all[at < 0 ? 0 : at + by]?.getAttribute("href");
}

// Where the list goes on, or began: a page that opens the case that lies next to the one left.
export const pageOf = (by) => {
  const address = document.querySelector(`[data-rows] a[rel=${by > 0 ? "next" : "prev"}]`)?.getAttribute("href");
  return address && `${address}#${by > 0 ? "first" : "last"}`;
};
// The case to open on a page that was reached so, once.
export function edge() {
  const at = { "#first": 0, "#last": -1 }[location.hash];
  if (at === undefined) return undefined;
  history.replaceState(history.state, "", location.pathname + location.search);
  return links().at(at)?.getAttribute("href");
}

export function reveal(address) {
  links().find((link) => link.getAttribute("href") === address).scrollIntoView({ block: "nearest" });
}
