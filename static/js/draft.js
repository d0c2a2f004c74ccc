/* A form with data-draft="name" never loses what was typed: words are kept on this device until a receipt comes,
   sending is repeated with the same idempotency key while the network fails, photos are shrunk before they travel.
   Without scripts the form is an ordinary form. The words shown stand in templates/components/_saving.html. */

const PREFIX = "draft:";
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const LONGEST_SIDE = 2048;
const WAITS = [2, 4, 8, 15, 30];
const ATTEMPT_LIMIT = 90 * 1000;
const SERVER_TRIES = 3;

const drafts = {
  read(name) {
    try {
      const draft = JSON.parse(localStorage.getItem(PREFIX + name));
      return draft && Date.now() - draft.at < KEPT_FOR ? draft : null;
    } catch {
      return null;
    }
  },
  write(name, values, key) {
    try {
      localStorage.setItem(PREFIX + name, JSON.stringify({ at: Date.now(), values, key }));
    } catch { /* a full or forbidden store only costs the draft */ }
  },
  clear(name) {
    try {
      localStorage.removeItem(PREFIX + name);
    } catch { /* as above */ }
  },
};

function keptControls(form) {
  return [...form.elements].filter((control) =>
    control.name && !control.closest("[data-draft-skip]")
    && !["file", "hidden", "submit", "button", "password"].includes(control.type));
}

function valuesOf(form) {
  return keptControls(form)
    .filter((control) => !["checkbox", "radio"].includes(control.type) || control.checked)
    .map((control) => [control.name, control.value]);
}

function restore(form, values) {
  for (const control of keptControls(form)) {
    const given = values.filter(([name]) => name === control.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(control.type)) control.checked = given.includes(control.value);
    else if (given.length) control.value = given[0];
  }
  for (const fold of form.querySelectorAll("details")) {
    fold.open ||= keptControls(form).some((control) =>
      fold.contains(control) && !["checkbox", "radio"].includes(control.type) && control.value);
  }
}

/* Photos ------------------------------------------------------------------------------------------- */

async function shrink(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = LONGEST_SIDE / Math.max(bitmap.width, bitmap.height);
    if (scale >= 1) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file; // a kind of picture this browser cannot draw; the server reads more kinds
  }
}

class PhotoTray {
  constructor(field, files, say) {
    this.input = field.querySelector("input[type=file]");
    this.tray = field.querySelector(".ui-tray");
    this.adder = this.tray.firstElementChild;
    this.most = Number(field.dataset.photos);
    this.files = files;
    this.say = say;
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    field.classList.add("is-live");
    this.draw();
  }

  add(chosen) {
    const room = this.most - this.files.length;
    this.files.push(...chosen.slice(0, room));
    this.input.value = "";
    this.say(chosen.length > room ? "tooMany" : "", { n: this.most });
    this.draw();
  }

  draw() {
    this.adder.hidden = this.files.length >= this.most;
    this.tray.replaceChildren(...this.files.map((file, index) => this.thumbnail(file, index)), this.adder);
  }

  async packInto(body) {
    body.delete(this.input.name);
    for (const file of this.files) {
      const photo = await shrink(file); // one at a time: a phone has little memory
      body.append(this.input.name, photo, photo.name);
    }
  }

  thumbnail(file, index) {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", this.say.words.remove);
    button.addEventListener("click", () => {
      this.files.splice(index, 1);
      this.draw();
      this.input.focus();
    });
    item.append(image, button);
    return item;
  }
}

/* Sending ------------------------------------------------------------------------------------------ */

function post(url, body, progressed) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.timeout = ATTEMPT_LIMIT;
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progressed(event.loaded / event.total));
    request.addEventListener("load", () => done(request));
    for (const kind of ["error", "timeout", "abort"]) request.addEventListener(kind, failed);
    request.send(body);
  });
}

function pause(seconds) {
  return new Promise((done) => {
    setTimeout(done, seconds * 1000);
    window.addEventListener("online", done, { once: true });
  });
}

async function postUntilAnswered(url, body, { progressed, waiting }) {
  let refusals = 0;
  for (let attempt = 0; ; attempt += 1) {
    let wait = WAITS[Math.min(attempt, WAITS.length - 1)];
    try {
      const answer = await post(url, body, progressed);
      if (answer.status < 500 && answer.status !== 429) return answer;
      refusals += 1;
      if (refusals >= SERVER_TRIES) return answer.status === 429 ? answer : null;
      wait = Math.min(Number(answer.getResponseHeader("Retry-After")) || wait, 60);
      waiting("busy");
    } catch {
      waiting("retrying");
    }
    await pause(wait);
  }
}

/* Show the answer in place, so that a receipt which is shown once is fetched once. */
function show(answer, draft, files) {
  const page = new DOMParser().parseFromString(answer.responseText, "text/html");
  if (!page.getElementById("main")) return false;
  if (answer.responseURL === location.href) history.replaceState(null, "", answer.responseURL);
  else history.pushState(null, "", answer.responseURL);
  shownPath = location.pathname;
  document.documentElement.className = page.documentElement.className;
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  window.scrollTo(0, 0);
  start({ [draft]: files });
  (document.querySelector("[data-form-errors]") ?? document.getElementById("main")).focus();
  return true;
}

function speaker(form) {
  const area = form.querySelector("[data-saving]");
  const say = (word, { n = "", going = false } = {}) => {
    area.hidden = !word;
    area.classList.toggle("ui-saving--going", going);
    area.querySelector("p").textContent = (area.dataset[word] ?? "").replace("%n", n);
  };
  return Object.assign(say, { words: area.dataset, bar: area.querySelector("progress") });
}

function prepare(form, files) {
  const name = form.dataset.draft;
  const key = form.elements.namedItem("idempotency_key");
  const say = speaker(form);
  const photoField = form.querySelector("[data-photos]");
  const tray = photoField && new PhotoTray(photoField, files, say);
  const buttons = [...document.querySelectorAll("button")].filter((button) => button.form === form && button.type === "submit");
  const saved = drafts.read(name);
  let triedKey = saved?.key;
  let sending = false;

  if (saved && !document.querySelector("[data-form-errors]")) {
    restore(form, saved.values);
    say("restored");
  }
  // What may have arrived although the answer was lost goes out again under its old key and is not doubled.
  // A key that had grown too old was renewed by the server.
  if (triedKey && key && !("renewed" in key.dataset)) key.value = triedKey;

  form.addEventListener("input", () => {
    drafts.write(name, valuesOf(form), triedKey);
    say("");
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    triedKey = key?.value;
    drafts.write(name, valuesOf(form), triedKey);
    buttons.forEach((button) => button.setAttribute("aria-busy", "true"));
    say("sending", { going: true });
    say.bar.hidden = !files.length;
    const body = new FormData(form);
    if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
    if (tray) await tray.packInto(body);
    const answer = await postUntilAnswered(form.action, body, {
      progressed: (share) => { say.bar.value = Math.round(share * 100); },
      waiting: (word) => say(word, { going: true }),
    });
    if (answer && show(answer, name, files)) return;
    sending = false;
    buttons.forEach((button) => button.removeAttribute("aria-busy"));
    say.bar.hidden = true;
    say("failed", { going: true });
  });
}

/* The example of the chosen subject stands in the empty field for the words. */
function showExamples(form) {
  const field = form.querySelector("textarea");
  const show = () => {
    const chosen = form.querySelector("[data-example]:checked");
    if (chosen) field.placeholder = chosen.dataset.example;
  };
  form.addEventListener("change", show);
  show();
}

function start(photos = {}) {
  for (const receipt of document.querySelectorAll("[data-draft-done]")) drafts.clear(receipt.dataset.draftDone);
  for (const form of document.querySelectorAll("form[data-draft]")) {
    prepare(form, photos[form.dataset.draft] ?? []);
    showExamples(form);
  }
}

let shownPath = location.pathname;
window.addEventListener("popstate", () => {
  if (location.pathname !== shownPath) location.reload();
});
start();
