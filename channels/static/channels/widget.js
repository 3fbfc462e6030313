// The feedback button: <script src="https://…/widget.js" data-key="…" async></script>, on any website.
// Draws a button and, when it is pressed, our own form in a frame. Works under a strict policy of the website:
// it needs script-src and frame-src (or child-src) for our address and nothing else, for its style is a
// constructed sheet inside a shadow root. Attributes, read whenever the form is opened:
//   data-key       the key of this website (needed)
//   data-lang      zh-Hant, zh-Hans or en; else that of the page
//   data-store, data-order, data-category   what the website knows already
//   data-position  right (default) or left
//   data-opener    a CSS selector: these elements open the form, and no button is drawn
(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const WORDS = {
    "zh-hant": { button: "意見反饋", title: "告訴我們發生了什麼事", close: "關閉", other: "在新視窗開啟表單" },
    "zh-hans": { button: "意见反馈", title: "告诉我们发生了什么事", close: "关闭", other: "在新窗口打开表单" },
    en: { button: "Feedback", title: "Tell us what happened", close: "Close", other: "Open the form in a new window" },
  };
  const TAGS = { "zh-hant": "zh-Hant", "zh-hans": "zh-Hans", en: "en" };
  // How long the frame may take to say that it is there, before another way is offered.
  const PATIENCE = 6000;

  const STYLE = `
    :host { all: initial; --ink: #221d18; --ground: #fff; --accent: #0f6468; --on: #fff; --line: #e5ded3; }
    @media (prefers-color-scheme: dark) {
      :host { --ink: #f3ede5; --ground: #171411; --accent: #86c7c3; --on: #04201f; --line: #3b342d; }
    }
    button, a, h2, dialog { font: 600 16px/1.3 system-ui, "PingFang TC", "Microsoft JhengHei", "Noto Sans TC", sans-serif; }
    :lang(zh-Hans) { font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif; }
    button { min-width: 44px; min-height: 44px; cursor: pointer; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
    .open { position: fixed; z-index: 2147483000; bottom: 16px; right: 16px; display: flex; gap: 8px; align-items: center;
      min-height: 48px; padding: 0 20px; border: 2px solid var(--ground); border-radius: 999px; background: var(--accent);
      color: var(--on); box-shadow: 0 4px 16px rgb(0 0 0 / 28%); }
    .open.left { right: auto; left: 16px; }
    .open svg { flex: none; }
    dialog { box-sizing: border-box; width: min(440px, 100vw); max-width: none;
      height: min(var(--height, 640px), calc(100dvh - 32px)); max-height: none; margin: auto 16px 16px auto; padding: 0; border: 1px solid var(--line); border-radius: 14px;
      overflow: hidden; background: var(--ground); color: var(--ink); box-shadow: 0 12px 40px rgb(0 0 0 / 30%); }
    dialog.left { margin: auto auto 16px 16px; }
    dialog[open] { display: flex; flex-direction: column; }
    dialog::backdrop { background: rgb(0 0 0 / 45%); }
    header { display: flex; flex: none; align-items: center; justify-content: space-between; padding: 4px 4px 4px 16px;
      border-bottom: 1px solid var(--line); }
    h2 { margin: 0; }
    header button { border: 0; border-radius: 8px; background: transparent; color: inherit; }
    iframe { flex: 1; width: 100%; min-height: 0; border: 0; background: var(--ground); }
    p { margin: 0; padding: 16px; }
    a { color: var(--accent); }
    @media (max-width: 480px) {
      dialog, dialog.left { width: 100vw; height: 100dvh; margin: 0; border: 0; border-radius: 0; }
    }
    @media print { .open { display: none; } }`;

  const tagOf = (text) => {
    const said = (text || "").toLowerCase().replace("_", "-");
    if (said.startsWith("en")) return "en";
    return /^zh-(hans|cn|sg)/.test(said) ? "zh-hans" : said.startsWith("zh") ? "zh-hant" : "";
  };
  const language = () => tagOf(script.dataset.lang) || tagOf(document.documentElement.lang) || tagOf(navigator.language) || "en";

  const make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };
  const sign = (path) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [name, value] of Object.entries({ width: 20, height: 20, viewBox: "0 0 20 20", fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" })) svg.setAttribute(name, value);
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  };

  const side = () => (script.dataset.position === "left" ? "left" : "");
  // The order's and the store's names are those of our form's own address.
  const query = (names) => {
    const said = new URLSearchParams();
    for (const [ours, theirs] of Object.entries(names)) if (script.dataset[theirs]) said.set(ours, script.dataset[theirs]);
    return said;
  };
  const formAddress = () => {
    const said = query({ store: "store", order: "order", category: "category" });
    said.set("lang", language());
    return `${home}/widget/${encodeURIComponent(script.dataset.key)}/?${said}`;
  };
  const plainAddress = () => `${home}/feedback/?${query({ store: "store", order_number: "order", category: "category" })}`;

  const host = make("div", { "data-feedback-widget": "" });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  let dialog;
  let frame;
  let isSent = false;
  let opener;

  const shut = () => dialog.close();
  const offerOther = (words) => {
    if (dialog.querySelector("p")) return;
    const link = make("a", { href: plainAddress(), target: "_blank", rel: "noopener" }, words.other);
    dialog.append(make("p", {}, link));
  };
  const build = () => {
    const words = WORDS[language()];
    const close = make("button", { type: "button", "aria-label": words.close }, sign("M5 5l10 10M15 5L5 15"));
    close.addEventListener("click", shut);
    frame = make("iframe", { title: words.title, allow: "microphone", referrerpolicy: "strict-origin", src: formAddress() });
    dialog = make("dialog", { "aria-label": words.button, lang: TAGS[language()], class: side() }, make("header", {}, make("h2", {}, words.button), close), frame);
    dialog.addEventListener("close", () => {
      opener?.focus();
      // What was not sent stays as it is; what was makes room for the next.
      if (isSent) dialog.remove();
    });
    isSent = false;
    root.append(dialog);
    // Where the website's policy lets no frame of ours in.
    setTimeout(() => frame.dataset.ready || offerOther(words), PATIENCE);
  };
  const open = (event) => {
    event.preventDefault();
    opener = event.currentTarget;
    if (!dialog?.isConnected) build();
    dialog.showModal();
  };

  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== home) return;
    const { feedback, height } = event.data || {};
    frame.dataset.ready = "yes";
    if (feedback === "close") shut();
    if (feedback === "sent") isSent = true;
    if (Number.isFinite(height)) sheet.cssRules[0].style.setProperty("--height", `${Math.min(900, Math.max(320, height + 56))}px`);
  });

  const begin = () => {
    const openers = script.dataset.opener ? document.querySelectorAll(script.dataset.opener) : [];
    for (const one of openers) one.addEventListener("click", open);
    if (!openers.length) {
      const words = WORDS[language()];
      const button = make("button", { type: "button", class: `open ${side()}`, "aria-haspopup": "dialog", lang: TAGS[language()] }, sign("M3 4h14v9H9l-4 4v-4H3z"), words.button);
      button.addEventListener("click", open);
      root.append(button);
    }
    document.body.append(host);
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})();
