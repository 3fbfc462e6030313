// Whether a chosen file can no longer be read: deleted since, or taken back by the phone that lent it. A browser says
// of such a form what it says of a line that is down, and no later try would bring it along.
export async function isGone(body) {
  const files = [...body.values()].filter((value) => value instanceof File && value.size);
  const read = files.map((file) => file.slice(0, 1).arrayBuffer?.());
  return Promise.all(read).then(() => false, () => true);
}
