// What pages gain when scripts run. Every page works without this file.
//
//   data-focus               takes the focus when the page opens (error summary, new heading)
//   form[data-step]          a form step: fragments, keeping what was typed, upload with progress
//     [data-decides]         other questions depend on this one: ask the server for the fields again
//   form                     is sent once, however often somebody clicks
//   [data-watch]             a state that may change while somebody looks: fetched again, [data-swap] parts exchanged
(() => {
  "use strict";

  const FIELDS = "#felder";
  const live = (text) => {
    const place = document.getElementById("meldung");
    if (place) place.textContent = text;
  };

  // --- focus ------------------------------------------------------------------------------------------
  const focusOn = (root) => root.querySelector("[data-focus]")?.focus();
  document.addEventListener("DOMContentLoaded", () => focusOn(document));

  // A link in the error summary leads into the field itself, also when the target is a group of choices.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-field]");
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  });

  // One after the other: an answer that overtakes another would bring back what was there before it.
  const whenQuiet = (form, act) => {
    if (form.classList.contains("htmx-request") || form.dataset.busy) setTimeout(() => whenQuiet(form, act), 50);
    else act();
  };

  // --- sent once --------------------------------------------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method") !== "post" || event.submitter?.formTarget) return;
    if (form.dataset.sent || form.dataset.busy) {
      event.preventDefault();
      if (form.dataset.busy) whenQuiet(form, () => form.requestSubmit(event.submitter)); // an upload first comes to its end
      return;
    }
    form.dataset.sent = "yes";
    form.removeAttribute("data-changed");
    event.submitter?.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => form.removeAttribute("data-sent"));
    document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });

  // --- questions that depend on others -------------------------------------------------------------------
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-step]");
    if (!form) return;
    form.dataset.changed = "yes";
    if (event.target.type === "file") {
      if (event.target.files.length) whenQuiet(form, () => upload(form, event.target));
    } else if (event.target.closest("[data-decides]")) {
      whenQuiet(form, () => htmx.trigger(form, "allmende:decide"));
    }
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-step]");
    if (form) form.dataset.changed = "yes";
  });
  document.addEventListener("htmx:after:swap", () => {
    const fields = document.querySelector(FIELDS);
    if (fields?.dataset.said) live(fields.dataset.said);
  });

  // --- keep what was typed when the page goes away (phone rings, tab closed, line lost) -------------------
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    const form = document.querySelector("form[data-step][data-changed]");
    if (!form || form.dataset.sent) return;
    const data = new FormData(form);
    for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
    data.set("_action", "keep");
    if (navigator.sendBeacon(form.getAttribute("action"), data)) form.removeAttribute("data-changed");
  });

  // --- arrow keys move through the rows of the inbox ------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const fromStart = !document.activeElement || document.activeElement === document.body;
    const table = step && (fromStart ? document.querySelector("table[data-rows]") : event.target.closest?.("table[data-rows]"));
    if (!table || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const links = [...table.querySelectorAll("tbody th a")];
    const next = fromStart ? links[0] : links[links.indexOf(event.target.closest("tr")?.querySelector("th a")) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  // --- plain keys, in the rows alone: "x" chooses the row, "/" goes to the search --------------------------
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("table[data-rows] tr");
    if (!row || event.altKey || event.ctrlKey || event.metaKey || !["x", "/"].includes(event.key)) return;
    const found = event.key === "x" ? row.querySelector("input[type=checkbox]") : document.getElementById("suche");
    if (!found) return;
    event.preventDefault();
    if (event.key === "x") found.click();
    else found.focus();
  });

  // --- files beside a case: the one that is shown is marked, arrow keys move through the list --------------
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[target]");
    const list = link?.closest("[data-sheets]");
    if (!list) return;
    for (const other of list.querySelectorAll("a[aria-current]")) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const list = step && event.target.closest?.("[data-sheets]");
    if (!list || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const links = [...list.querySelectorAll("a")];
    const next = links[links.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  // --- a case keeps itself current ------------------------------------------------------------------------
  // The server holds the answer for some seconds while the outcome is near. Ten minutes of looking are enough.
  const WATCH_FOR = 600_000;
  const watch = (since, pause) => {
    const panel = document.querySelector("[data-watch]");
    if (!panel || Date.now() - since > WATCH_FOR) return;
    const again = () => watch(since, Math.min(pause * 1.5, 30_000));
    setTimeout(() => {
      if (document.hidden) return again();
      fetch(panel.dataset.watch, { credentials: "same-origin" })
        .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
        .then((text) => swap(new DOMParser().parseFromString(text, "text/html")))
        .catch(() => {})
        .then(again);
    }, pause);
  };
  const swap = (fresh) => {
    const heading = document.getElementById("ergebnis");
    const said = fresh.getElementById("ergebnis");
    if (!heading || !said || said.textContent === heading.textContent) return;
    const active = document.activeElement;
    const free = !active || active === document.body || document.getElementById("stand").contains(active);
    for (const old of document.querySelectorAll("[data-swap]")) {
      const place = fresh.getElementById(old.id);
      if (place && (free || !old.contains(active))) old.replaceChildren(...place.childNodes);
    }
    document.title = fresh.title;
    const now = document.getElementById("ergebnis");
    if (free) now.focus();
    else live(now.textContent);
  };
  document.addEventListener("DOMContentLoaded", () => watch(Date.now(), 500));

  // --- proof of work: the number whose digest with the salt is the challenge ------------------------------------
  // It is looked for while somebody types; sent before it is found, the form waits for it.
  const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const prove = async (field) => {
    const { maxnumber, ...asked } = JSON.parse(field.dataset.proof);
    const text = new TextEncoder();
    for (let number = 0; number <= maxnumber; number += 1) {
      const digest = await crypto.subtle.digest("SHA-256", text.encode(asked.salt + number));
      if (hex(digest) === asked.challenge) return btoa(JSON.stringify({ ...asked, number }));
    }
    return "";
  };
  document.addEventListener("DOMContentLoaded", () => {
    for (const field of document.querySelectorAll("[data-proof]")) {
      if (!globalThis.crypto?.subtle) return;
      const found = prove(field).then((answer) => {
        field.value = answer;
        delete field.dataset.proof;
      });
      field.form.addEventListener("submit", (event) => {
        if (!("proof" in field.dataset)) return;
        event.preventDefault();
        found.then(() => field.form.requestSubmit(event.submitter));
      });
    }
  });

  // --- the call display and the calls for help renew themselves, for weeks -----------------------------------------------------------
  // While the server cannot be reached it says so and goes on asking. A new release of the script loads the page anew.
  const script = (page) => page.querySelector("script[src]").getAttribute("src");
  const lost = (board, gone) => {
    const words = board.querySelector(".al-calls__lost");
    if (words) words.hidden = !gone;
  };
  const renew = () => {
    const board = document.querySelector("[data-renew]");
    if (!board) return;
    setTimeout(() => {
      fetch(board.dataset.from ?? location.href, { cache: "no-store", signal: AbortSignal.timeout(10_000) })
        .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
        .then((text) => {
          const page = new DOMParser().parseFromString(text, "text/html");
          const fresh = page.querySelector("[data-renew]");
          if (script(page) !== script(document)) return location.reload();
          if (fresh.textContent !== board.textContent) board.replaceWith(fresh);
          else lost(board, false);
        })
        .catch(() => lost(board, true))
        .then(renew);
    }, board.dataset.renew * 1000);
  };
  document.addEventListener("DOMContentLoaded", renew);

  // --- upload with progress -----------------------------------------------------------------------------
  // One file after the other, each in a request of its own, and only its field is exchanged: what somebody types
  // meanwhile stays. Size and number are told before anything is sent; the server decides all the same.
  const placeOf = (field) => document.querySelector(`[data-upload="${CSS.escape(field)}"]`);
  const upload = (form, input) => {
    const field = input.dataset.path;
    const { mostSize, room, tooLarge, tooMany } = placeOf(field).dataset;
    const [files, refused] = [[], []];
    for (const file of input.files) {
      if (file.size > Number(mostSize)) refused.push(tooLarge.replace("%s", file.name));
      else if (files.length >= Number(room)) refused.push(`${file.name}: ${tooMany}`);
      else files.push(file);
    }
    input.value = "";
    form.dataset.busy = "yes";
    sendNext(form, field, files, refused);
  };
  const sendNext = (form, field, files, refused) => {
    if (!files.length) return uploaded(form, field, refused);
    const [file, ...rest] = files;
    const bar = document.createElement("progress");
    bar.className = "al-upload-progress";
    bar.max = 100;
    bar.setAttribute("aria-label", `${form.dataset.uploading} ${file.name}`);
    placeOf(field).querySelector(".al-upload")?.append(bar);
    live(form.dataset.uploading);
    const data = new FormData(form);
    for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
    data.append(`${field}._files`, file);
    data.set("_action", `upload:${field}`);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("loadend", () => {
      bar.remove();
      const wrong = request.status === 200 ? exchange(field, request.responseText) : form.dataset.failed;
      if (wrong) refused.push(wrong.includes(file.name) ? wrong : `${file.name}: ${wrong}`);
      sendNext(form, field, rest, refused);
    });
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("HX-Request", "true");
    request.send(data);
  };
  // The field as the server has it now; gives what the server refused.
  const exchange = (field, text) => {
    const old = placeOf(field);
    const answer = new DOMParser().parseFromString(text, "text/html");
    const fresh = answer.querySelector(`[data-upload="${CSS.escape(field)}"]`);
    if (!fresh) return "";
    const free = old.contains(document.activeElement) || document.activeElement === document.body;
    old.replaceWith(fresh);
    htmx.process(fresh);
    if (free) fresh.querySelector("input[type=file]")?.focus();
    return fresh.querySelector(".kern-error") ? fresh.dataset.said : "";
  };
  const uploaded = (form, field, refused) => {
    const place = placeOf(field);
    delete form.dataset.busy;
    place.querySelectorAll(".kern-error").forEach((words) => words.remove());
    if (refused.length) {
      const words = document.createElement("p");
      words.className = "kern-error";
      words.id = `f-${field.replaceAll(".", "-")}-error`;
      words.innerHTML = '<span class="kern-icon kern-icon--danger" aria-hidden="true"></span><span class="kern-body"></span>';
      words.lastChild.textContent = refused.join(" ");
      place.querySelector(".kern-fieldset__body").before(words);
      place.querySelector("input[type=file]")?.setAttribute("aria-describedby", words.id);
    }
    live(refused.join(" ") || place.dataset.said);
    if (place.closest("[data-decides]")) whenQuiet(form, () => htmx.trigger(form, "allmende:decide"));
  };
})();
