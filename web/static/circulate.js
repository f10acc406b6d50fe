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
  // While letters go out the page is looked at again, unless somebody is at work on it.
  if (document.querySelector("[data-reloads]"))
    setInterval(() => { if (!document.hidden && !document.activeElement?.closest("form, dialog")) location.reload(); }, 5000);
  // A box that ticks all others of its name.
  for (const all of document.querySelectorAll("[data-ticks]"))
    all.addEventListener("change", () => {
      for (const box of all.form.querySelectorAll(`input[name="${all.dataset.ticks}"]`)) box.checked = all.checked;
    });
  // A unit's answer is saved while it is typed; its buttons change the list of opinions alone, the draft stays put.
  let waiting, saving = null, changed = false;
  const answer = () => document.querySelector("form[data-autosaves]");
  const tell = (words, refused = false) => {
    const saved = document.getElementById("saved");
    saved.textContent = words;
    saved.classList.toggle("unsaved", refused);
  };
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
      if (reply.ok) answer().elements.seen.value = seen; else changed = true;
      tell(said, !reply.ok);
    } catch {
      changed = true;
      tell(answer().dataset.offline, true);
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
  // Opinions are worked through by keys; what a verdict does not need is put out of the way.
  const work = document.querySelector("form[data-work]"), manual = document.querySelector(".keys");
  if (work && manual) {
    work.classList.add("live");
    manual.hidden = false;
    const items = [...work.querySelectorAll("article.item")];
    const current = () => items.find((item) => item.contains(document.activeElement));
    const step = (by) => (items[items.indexOf(current()) + by] || (current() ? null : items[0]))?.focus();
    work.addEventListener("change", (event) => {
      if (event.target.name?.startsWith("verdict-")) event.target.closest("[data-verdict]").dataset.verdict = event.target.value;
    });
    const keys = {
      j: () => step(1), k: () => step(-1), s: () => work.querySelector("button[value=save]").click(),
      r: (item) => { for (let up = item.querySelector("textarea[name^=reason-]"); up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true; item.querySelector("textarea[name^=reason-]").focus(); },
      x: (item) => { item.querySelector("input[name=tick]").click(); }, o: (item) => item.querySelector("header a").click(),
    };
    document.addEventListener("keydown", (event) => {
      const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      if (typing) { if (event.key === "Escape") current()?.focus(); return; }
      const item = current(), choice = item?.querySelector("select[name^=verdict-]");
      if (choice && event.key > "0" && event.key < String(choice.options.length)) {
        choice.selectedIndex = Number(event.key);
        choice.dispatchEvent(new Event("change", { bubbles: true }));
      } else if (keys[event.key] && (item || "jks".includes(event.key))) keys[event.key](item);
      else return;
      event.preventDefault();
    });
  }
  // What was typed and not sent is not left behind unasked.
  for (const form of document.querySelectorAll("form[data-guards]")) {
    let typed = false;
    form.addEventListener("input", () => { typed = true; });
    form.addEventListener("submit", () => { typed = false; });
    addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  }
})();
