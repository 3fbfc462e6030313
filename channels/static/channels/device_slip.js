// The slip of an entry that only this device knows: drawn here, in the customer's language, with its code.
const QUIET = 2;

function drawn(qrcode, words) {
  const code = qrcode(0, "M");
  code.addData(words, "Byte");
  code.make();
  const side = code.getModuleCount();
  const path = [];
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      if (code.isDark(row, column)) path.push(`M${column + QUIET} ${row + QUIET}h1v1h-1z`);
    }
  }
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${side + 2 * QUIET} ${side + 2 * QUIET}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  const dark = document.createElementNS(svg.namespaceURI, "path");
  dark.setAttribute("d", path.join(""));
  svg.append(dark);
  return svg;
}

// `entry`: language, reference, code, capturedAt (ISO); without a reference there is nothing to print.
export function slipOf(entry, { device, caseUrl, qrcode }) {
  const blank = document.querySelector(`template[data-slip="${entry.language}"]`);
  const paper = blank.content.firstElementChild.cloneNode(true);
  const put = (name, words) => {
    paper.querySelector(`.slip-${name}`).textContent = words;
  };
  put("reference", entry.reference);
  put("code", entry.code);
  put("store", device.storeNames[entry.language] ?? "");
  const tag = paper.getAttribute("lang");
  const taken = new Date(Date.parse(entry.capturedAt) + device.offset);
  put("taken", `${paper.querySelector(".slip-taken").textContent.trim()} ${taken.toLocaleString(tag, { dateStyle: "short", timeStyle: "short" })}`);
  paper.querySelector(".slip-qr").replaceChildren(drawn(qrcode, `${caseUrl}${entry.reference}/${entry.code.replaceAll("-", "")}`));
  return paper;
}
