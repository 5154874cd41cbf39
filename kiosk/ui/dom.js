// Make elements. Text only ever goes in as text (R44): there is no way here to hand over markup.

import { SHAPES } from "./icons.js";

const SVG = "http://www.w3.org/2000/svg";

/** Make an element with a class, and children that are elements or texts; null ones are left out. */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Draw an icon of the one set; it only goes with a word, so it is hidden from screen readers. */
export function icon(name, className = "icon") {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", className);
  drawing.setAttribute("aria-hidden", "true");
  for (const shape of SHAPES[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shape);
    drawing.append(path);
  }
  return drawing;
}

/** Make a button that tells the kiosk an action of its closed list. */
export function button(action, label, { value = "", kind = "quiet", sign = null, isOff = false } = {}) {
  const made = make("button", kind, sign && icon(sign), make("span", "label", label));
  made.type = "button";
  made.dataset.action = action;
  made.dataset.value = value;
  made.disabled = isOff;
  return made;
}

/** Make a key of an on-screen keyboard: it acts when the finger lands, for people type faster than they lift. */
export function key(label, { action = "key", value = label, sign = null, spoken = null, className = "" } = {}) {
  const made = button(action, sign ? "" : label, { value, kind: `key ${className}`, sign });
  made.dataset.fast = "yes";
  if (spoken) made.setAttribute("aria-label", spoken);
  return made;
}

/** Make a text that counts down by itself to a moment `milliseconds` from now. */
export function countdown(milliseconds, className, doneText) {
  const made = make("span", className);
  made.dataset.endsAt = String(performance.now() + milliseconds);
  made.dataset.doneText = doneText;
  tick(made);
  return made;
}

/** Bring the countdowns on the page up to date. */
export function tickAll() {
  document.querySelectorAll("[data-ends-at]").forEach(tick);
}

function tick(element) {
  const left = Math.max(0, Number(element.dataset.endsAt) - performance.now());
  const text = left > 0 ? asClock(Math.ceil(left / 1000)) : element.dataset.doneText;
  if (element.textContent !== text) element.textContent = text;
}

function asClock(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
