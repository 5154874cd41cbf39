// Catch every key on the window, whatever has the focus: a USB reader types like a keyboard (kiosk.md, "Ways in").
// Presses are handed over in groups; Python decides whether a group is a scan or a person.

const SILENCE_MS = 120;
const ENDS = new Set(["Enter", "Tab"]);
const ONE_BY_ONE = new Set(["Backspace", "Escape"]);

let group = [];
let endedAt = -Infinity;
let timer = 0;

/** Hand each group of presses to `send`, from now on. */
export function catchKeys(send) {
  window.addEventListener("keydown", (event) => take(event, send), { capture: true });
}

function take(event, send) {
  if (isTheBrowsers(event)) {
    refuse(event);
  } else if (ENDS.has(event.key)) {
    takeEnd(event, send);
  } else if (ONE_BY_ONE.has(event.key)) {
    refuse(event);
    flush(send);
    send([press(event)]);
  } else if (prints(event) && !isPressOfFocusedButton(event)) {
    refuse(event);
    if (event.repeat) return;
    group.push(press(event));
    clearTimeout(timer);
    timer = setTimeout(() => flush(send), SILENCE_MS);
  }
}

// Enter and Tab end a group. Alone they are a person's who moves by keyboard, unless they are a reader's second
// suffix. With no button to press, a lone Enter is worth telling.
function takeEnd(event, send) {
  const isSuffix = event.timeStamp - endedAt < SILENCE_MS;
  if (group.length === 0 && !isSuffix) {
    if (event.key === "Enter" && !isOnButton()) send([press(event)]);
    return;
  }
  refuse(event);
  if (group.length === 0) return;
  group.push(press(event));
  endedAt = event.timeStamp;
  flush(send);
}

function flush(send) {
  clearTimeout(timer);
  if (group.length > 0) send(group);
  group = [];
}

function press(event) {
  return { code: event.code, key: event.key, shift: event.shiftKey, at_ms: event.timeStamp };
}

// Nothing that a browser does by key (reload, zoom, menus, find) is done here.
function isTheBrowsers(event) {
  const isShortcut = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState("AltGraph");
  return isShortcut || /^F\d+$/.test(event.key) || event.key === "ContextMenu";
}

function prints(event) {
  return event.key.length === 1 || event.key === "Dead";
}

function isPressOfFocusedButton(event) {
  return event.key === " " && group.length === 0 && isOnButton();
}

function isOnButton() {
  return document.activeElement instanceof HTMLButtonElement;
}

function refuse(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
