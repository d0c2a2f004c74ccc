/* Comforts of the desks; every one of them has a way without scripts.
   data-cases       a list whose rows (data-case) are walked with j and k and opened with Enter
   data-canned      a button whose text goes into the field named by data-canned-for (an id)
   data-confirm     a form that is sent only after the question it holds was answered with yes
   data-copy        a button that copies the field of that id; says data-copied when it is done
   data-tick-all    a checkbox that ticks all of its name in the same form; data-ticked shows how many */

const walking = { row: null };

function go(step) {
  const rows = [...document.querySelectorAll("[data-cases] [data-case]")];
  if (!rows.length) return;
  const next = rows[Math.min(Math.max(rows.indexOf(walking.row) + step, 0), rows.length - 1)];
  walking.row?.classList.remove("is-here");
  next.classList.add("is-here");
  (next.matches("a") ? next : next.querySelector("a"))?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  walking.row = next;
}

function isTyping(target) {
  return target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")
    || document.querySelector("dialog[open]");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "Enter" && event.target === document.body) walking.row?.querySelector("a")?.click();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-canned]");
  if (!button) return;
  const field = document.getElementById(button.dataset.cannedFor);
  field.setRangeText(button.dataset.canned, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
  else document.execCommand("copy");
  button.textContent = button.dataset.copied;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!question) return;
  if (form.dataset.confirmed) {
    delete form.dataset.confirmed;
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  const dialog = document.getElementById("confirm");
  dialog.querySelector("p").textContent = question;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(event.submitter);
  }, { once: true });
  dialog.showModal();
}, { capture: true });

document.addEventListener("change", (event) => {
  const form = event.target.form;
  const all = form?.querySelector("[data-tick-all]");
  if (!all) return;
  const ticks = [...form.querySelectorAll(`input[type=checkbox][name="${all.dataset.tickAll}"]`)];
  if (event.target === all) ticks.forEach((tick) => { tick.checked = all.checked; });
  const ticked = ticks.filter((tick) => tick.checked).length;
  all.checked = ticked > 0 && ticked === ticks.length;
  all.indeterminate = ticked > 0 && ticked < ticks.length;
  for (const place of form.querySelectorAll("[data-ticked]")) place.textContent = ticked;
});
