// This page answers something that was sent. The browser remembers it as one that was only looked at: else its back
// button and reload end at a page of the browser's own, which asks to send it all again.
history.replaceState(history.state, "", location.href);
