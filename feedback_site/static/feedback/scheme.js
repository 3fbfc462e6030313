// Light or dark, when somebody wants other than the device says; kept in a cookie that the server reads.
const button = document.querySelector("[data-scheme-switch]");
const root = document.documentElement;
const device = window.matchMedia("(prefers-color-scheme: dark)");

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const now = root.dataset.theme || (device.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `scheme=${root.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  });
}
