// How many cases of a list are ticked; what to do with them stands there only while some are.
const form = document.getElementById("bulk");
const boxes = () => [...document.querySelectorAll("[data-tick]")];

function count() {
  const number = boxes().filter((box) => box.checked).length;
  form.hidden = !number;
  const said = form.querySelector("[data-ticked-said]");
  said.textContent = `${number} ${said.dataset.words}`;
  for (const box of boxes()) box.closest("[data-row]").toggleAttribute("data-ticked", box.checked);
}

if (form) {
  // A page that was gone back to: browsers tick again what was ticked.
  count();
  document.addEventListener("change", (event) => event.target.matches("[data-tick]") && count());
  document.addEventListener("feedback:replaced", count);
  form.querySelector("[data-untick]").addEventListener("click", () => {
    for (const box of boxes()) box.checked = false;
    count();
  });
}
