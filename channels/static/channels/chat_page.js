// The chat as its scripts share it: its parts, and how it stands.
export const chat = document.querySelector("[data-chat]");
export const say = chat.querySelector("[data-chat-say]");
export const isStaff = chat.classList.contains("chat-staff");
export const here = { cursor: chat.dataset.cursor || "", isOver: "over" in chat.dataset, state: chat.dataset.state };
export const ours = { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" };
