// Goes to where the server leads after something was done. A place on the same page would only be scrolled to: it
// is drawn anew.
export function goTo(answer) {
  const to = new URL(answer.headers.get("Location"), location.href);
  const isHere = to.hash && to.pathname + to.search === location.pathname + location.search;
  location.assign(to);
  if (isHere) location.reload();
  return new Promise(() => {});
}
