// What a page can do better with a script; every page works without it.
"use strict";
(() => {
  // A form is sent once, however often its button is pressed.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    const question = event.submitter?.dataset.confirm || form.dataset.confirm;
    if (question && !confirm(question)) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
  // Choosing from a list filters at once; without a script the button does.
  for (const field of document.querySelectorAll("[data-submits]"))
    field.addEventListener("change", () => field.form.requestSubmit());
  for (const button of document.querySelectorAll("[data-prints]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  // A box that ticks all others of its name.
  for (const all of document.querySelectorAll("[data-ticks]"))
    all.addEventListener("change", () => {
      for (const box of all.form.querySelectorAll(`input[name="${all.dataset.ticks}"]`)) box.checked = all.checked;
    });
})();
