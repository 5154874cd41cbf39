// The page follows the kiosk: it pulls views, draws them, and says when one stands on the screen.

import { drawBanner } from "./banner.js";
import * as customers from "./customers.js";
import { tickAll } from "./dom.js";
import { catchKeys } from "./keys.js";
import { play } from "./sounds.js";
import * as staff from "./staff.js";
import { longDayOf, readWords, timeOf, useZone } from "./words.js";

const DRAW = {
  idle: customers.idle,
  starting: customers.notice,
  checking: customers.notice,
  unanswered: customers.notice,
  staff_away: customers.staffAway,
  out_of_order: customers.notice,
  offer: customers.offer,
  code_entry: customers.codeEntry,
  pairing: staff.pairing,
  tiles: staff.tiles,
  pin: staff.pin,
  panel: staff.panel,
  person: staff.panel,
};

// What changes from view to view although nothing has happened: a screen is not drawn again for these.
const TIMES = ["version", "now", "banner", "leavesInMs", "opensInMs", "lockedForMs"];
const PAINT_MS = 1000;

const stage = document.getElementById("stage");
const spoken = document.getElementById("spoken");
let [seen, drawn, volume] = [0, 0, 0];
let [shownScreen, shownFacts, clockSetAt] = ["", "", 0];
let lastCall = Promise.resolve();
const firstPaint = new Promise((resolve) => {
  new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
});

async function follow() {
  for (;;) {
    const answer = await window.pywebview.api.pull(seen, drawn).catch(() => ({ ok: false }));
    if (!answer.ok) {
      await new Promise((resolve) => setTimeout(resolve, PAINT_MS));
    } else if (answer.view) {
      volume = answer.volume;
      draw(answer.view);
      seen = answer.view.version;
      await painted(seen);
    }
  }
}

function draw(view) {
  useZone(view.timezone);
  const facts = JSON.stringify(view, (name, value) => (TIMES.includes(name) ? undefined : value));
  if (drawBanner(view.banner, view.now)) play("banner", volume);
  if (facts !== shownFacts) stand(view);
  shownFacts = facts;
  clockSetAt = performance.now();
  stage.querySelectorAll("[data-now]").forEach((clock) => (clock.dataset.now = view.now));
  tickPage();
}

function stand(view) {
  const isNew = view.screen !== shownScreen || "verdict" in view;
  const [focus, scrolled] = [document.activeElement?.dataset ?? {}, scrolls()];
  const section = (DRAW[view.screen] ?? customers.result)(view);
  section.classList.toggle("enters", isNew);
  stage.dataset.screen = view.screen;
  stage.replaceChildren(section);
  scrolled.forEach(([name, top]) => stage.querySelector(`[data-scrolls="${name}"]`)?.scrollTo(0, top));
  findAgain(focus)?.focus({ preventScroll: true });
  empty(stage.querySelector("[data-leaves-in]"));
  if (isNew) announce(view, section);
  shownScreen = view.screen;
}

// What is said aloud is what stands there; on a screen that names nobody, the last name is gone from here too.
function announce(view, section) {
  const said = [...section.querySelectorAll("h1, .lead, .figure")].map((line) => line.textContent);
  spoken.textContent = said.join(". ");
  play(view.screen, volume);
}

function scrolls() {
  return [...stage.querySelectorAll("[data-scrolls]")].map((list) => [list.dataset.scrolls, list.scrollTop]);
}

function findAgain({ action, value }) {
  if (!action) return null;
  return [...stage.querySelectorAll("button")].find((each) => each.dataset.action === action && each.dataset.value === value);
}

function empty(stripe) {
  stripe?.animate([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], { duration: Number(stripe.dataset.leavesIn), fill: "forwards" });
}

// Two frames: in the first the browser lays out and paints, in the second that picture is on the screen. Frames pass
// before a page's first paint too, but nothing is seen until then, and Chromium drops every key.
function painted(version) {
  const onScreen = firstPaint.then(nextFrame).then(nextFrame).then(() => (drawn = Math.max(drawn, version)));
  return Promise.race([onScreen, new Promise((resolve) => setTimeout(resolve, PAINT_MS))]);
}

function nextFrame() {
  return new Promise(requestAnimationFrame);
}

function tickPage() {
  tickAll();
  stage.querySelectorAll("[data-now]").forEach((clock) => {
    const now = new Date(new Date(clock.dataset.now).getTime() + performance.now() - clockSetAt);
    clock.firstChild.textContent = timeOf(now);
    clock.lastChild.textContent = longDayOf(now);
  });
}

// One call after the other, in the order in which people pressed.
function call(name, ...facts) {
  lastCall = lastCall.then(() => window.pywebview.api[name](...facts)).catch(() => null);
}

function tap(event, isFast) {
  const pressed = event.target.closest?.("button[data-action]");
  if (!pressed || pressed.disabled || (pressed.dataset.fast === "yes") !== isFast) return;
  call("tap", pressed.dataset.action, pressed.dataset.value);
  if (event.detail > 0) pressed.blur(); // a finger leaves no focus behind; whoever goes by keyboard keeps it
}

async function start() {
  await readWords("en");
  window.addEventListener("pointerdown", (event) => event.button === 0 && tap(event, true));
  window.addEventListener("click", (event) => tap(event, event.detail === 0 && event.target.dataset?.fast === "yes"));
  for (const refused of ["contextmenu", "dragover", "drop", "selectstart"]) {
    window.addEventListener(refused, (event) => event.preventDefault());
  }
  window.addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), { passive: false });
  catchKeys((presses) => call("keys", presses));
  setInterval(tickPage, 250);
  if (window.pywebview?.api?.pull) follow();
  else window.addEventListener("pywebviewready", follow, { once: true });
}

start();
