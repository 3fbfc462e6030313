// Steps after which one's own work on a case is over, and the next of the list may come.
export const ENDS = new Set([
  "wait", "resolve", "close", "merge", "mark_duplicate", "withdraw", "assign", "propose_rejection", "confirm_rejection",
  "spam",
]);
