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
  // A unit's answer is saved while it is typed; its buttons change the list of opinions alone, the draft stays put.
  let waiting, saving = null, changed = false;
  const answer = () => document.querySelector("form[data-autosaves]");
  const tell = (words) => { document.getElementById("saved").textContent = words; };
  const posted = (url, button) => {
    const typed = new URLSearchParams(new FormData(answer()));
    if (button) typed.append("do", button.value);
    return fetch(url, { method: "POST", body: typed });
  };
  const save = async () => {
    changed = false;
    try {
      const reply = await posted(answer().dataset.autosaves);
      const { seen, said } = await reply.json();
      if (reply.ok) answer().elements.seen.value = seen;
      tell(said);
    } catch {
      changed = true;
      tell(answer().dataset.offline);
    }
    saving = null;
  };
  const swap = async (form, button) => {
    let fresh = null;
    try {
      const reply = await posted(form.action, button);
      if (reply.ok) fresh = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("opinions");
    } catch { /* sent the usual way below */ }
    if (!fresh) { form.dataset.plain = "1"; form.requestSubmit(button); return; }
    const next = fresh.querySelector("[autofocus]");
    next?.removeAttribute("autofocus");
    document.getElementById("opinions").replaceWith(fresh);
    next?.focus();
  };
  document.addEventListener("input", (event) => {
    if (!answer()?.contains(event.target)) return;
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => { saving = saving || save(); }, 2500);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (form !== answer() || form.dataset.sent) return;
    clearTimeout(waiting);
    if (saving) {
      event.preventDefault();
      event.stopPropagation();
      saving.then(() => form.requestSubmit(button));
    } else if (!form.dataset.plain && /^(on|add|up|down|split|drop)\b/.test(button?.value)) {
      event.preventDefault();
      event.stopPropagation();
      if (!button.dataset.confirm || confirm(button.dataset.confirm)) { changed = false; swap(form, button); }
    } else changed = false;
  });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
})();
