// What needs the page itself: focus and scrolling when a source opens, the character counter, copying, the Escape key.
// Everything works without it; nothing here reads or keeps what a document says.
"use strict";

(() => {
  const narrow = window.matchMedia("(max-width: 60rem)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const byId = (id) => document.getElementById(id);
  const field = () => document.querySelector("#question textarea");
  let opener = null; // the control that opened the panel; focus goes back to it

  function announce(words) {
    const place = byId("announcer");
    if (place) place.textContent = words;
  }

  function fill(text) {
    const box = field();
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  // --- the panel ---------------------------------------------------------------------------------------------------

  function cover(open) {
    document.documentElement.classList.toggle("panel-open", open);
    for (const id of ["header", "chat"]) byId(id).inert = open && narrow.matches;
  }

  // The panel was filled. Only a click opens it over the chat: at the start it shows the documents, unasked.
  function shown() {
    if (!opener) return cover(false);
    cover(true);
    const panel = byId("panel");
    const quoted = byId("quoted");
    const tall = quoted && quoted.offsetHeight > window.innerHeight / 2;
    if (quoted) quoted.scrollIntoView({ block: tall ? "start" : "center" });
    else for (const box of [byId("evidence"), panel.querySelector(".panel-body")]) box.scrollTop = 0;
    (quoted || panel).focus({ preventScroll: true });
  }

  function close() {
    if (!document.documentElement.classList.contains("panel-open")) return;
    cover(false);
    (opener.isConnected ? opener : field()).focus();
  }

  function mark(control) {
    for (const old of document.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
    if (control.closest("#conversation")) control.setAttribute("aria-current", "true");
    opener = control;
  }

  // --- the chat ----------------------------------------------------------------------------------------------------

  function turned(chat) {
    const turns = chat.querySelectorAll(".turn");
    if (turns.length === 0) return;
    const last = turns[turns.length - 1];
    last.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  }

  function count() {
    const place = byId("counter");
    const box = field();
    if (!place || !box) return;
    const limit = Number(place.dataset.limit);
    const left = limit - Array.from(box.value.trim()).length;
    const words =
      left < 0 ? `${-left} characters too many` : left <= limit / 5 ? `${left} characters left` : "";
    if (place.textContent !== words) place.textContent = words;
    place.classList.toggle("over", left < 0);
  }

  async function copy(control) {
    const text = control.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      control.focus();
    }
    const label = control.textContent;
    control.textContent = "Copied";
    announce("Answer copied with its references.");
    setTimeout(() => {
      control.textContent = label;
    }, 2000);
  }

  // --- listening ---------------------------------------------------------------------------------------------------

  document.addEventListener("assistant:shown", ({ detail }) => {
    if (detail.querySelector("#panel")) shown();
    else if (detail.querySelector(".log")) turned(detail);
    count();
  });

  document.addEventListener("click", (event) => {
    const control = event.target.closest("[data-do], [data-copy], [data-edit], [data-close], [data-skip]");
    if (!control) return;
    const data = control.dataset;
    if (data.do === "open" || data.do === "documents") mark(control);
    else if (data.do === "fresh") {
      opener = null;
      field().focus();
    }
    else if ("copy" in data) copy(control);
    else if ("edit" in data) fill(data.edit);
    else if ("close" in data) close();
    else if ("skip" in data) {
      event.preventDefault();
      field().focus();
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  document.addEventListener("input", (event) => {
    if (event.target === field()) count();
  });
  narrow.addEventListener("change", () => cover(document.documentElement.classList.contains("panel-open")));
})();
