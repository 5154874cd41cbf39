// The screens for staff, and the one that sets the kiosk up.

import { button, countdown, icon, key, make } from "./dom.js";
import { dayOf, knows, say, sayCount, spanOf, timeOf } from "./words.js";

const PAIRING_LENGTH = 8;
const NAME_KEYS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PAIRING_KEYS = `${NAME_KEYS}0123456789`;

const STATUS_SIGNS = { PENDING: "expected", CHECKED_IN: "yes", ATTENDED: "yes" };

/** Draw the screen of a kiosk that belongs to no studio yet. */
export function pairing(view) {
  const boxes = Array.from({ length: PAIRING_LENGTH }, (_, at) => make("span", "box", view.letters[at] ?? ""));
  const isReady = view.letters.length === PAIRING_LENGTH && !view.isBusy;
  const problem = view.isUnanswered ? say("pairing.unanswered") : view.sentence;
  const text = view.isBusy ? say("pairing.busy") : (problem ?? say("pairing.text"));
  return make(
    "section",
    "typing pairing",
    make("h1", "", say("pairing.title")),
    make("p", problem && !view.isBusy ? "lead wrong" : "lead", text),
    make("p", "boxes", boxes),
    make(
      "div",
      "keys wide",
      [...PAIRING_KEYS].map((letter) => key(letter)),
      key("", { action: "erase", sign: "erase", spoken: say("erase"), className: "last" }),
      button("submit", say("pairing.submit"), { kind: "primary two", sign: "pair", isOff: !isReady }),
    ),
    make(
      "footer",
      "foot",
      view.canGoBack ? button("back", say("back"), { sign: "back" }) : null,
      make("p", "aside", say("pairing.server", { server: view.server })),
    ),
  );
}

/** Draw who of the staff can sign in. */
export function tiles(view) {
  const people = (view.people ?? []).map((person) =>
    button("pick_staff", person.firstName, { value: String(person.staffId), kind: person.firstName.length > 10 ? "tile long" : "tile", sign: "staff" }),
  );
  return make(
    "section",
    "tiles",
    make("h1", "", say("tiles.title")),
    tilesText(view),
    make("div", "grid", people),
    make(
      "footer",
      "foot",
      button("back", say("back"), { sign: "back" }),
      view.isUnanswered ? button("again", say("again"), { kind: "primary", sign: "again" }) : null,
    ),
  );
}

/** Draw the PIN pad; only how many digits were typed is known here. */
export function pin(view) {
  const isLocked = view.lockedForMs !== null;
  const isOff = isLocked || view.isBusy;
  const dots = Array.from({ length: view.length }, (_, at) => make("i", at < view.typed ? "dot full" : "dot"));
  const shown = make("p", "dots", dots);
  shown.setAttribute("role", "img");
  shown.setAttribute("aria-label", sayCount("pin.typed", view.typed));
  const digits = [..."123456789"].map((digit) => key(digit));
  const erase = key("", { action: "erase", sign: "erase", spoken: say("erase") });
  const pad = make("div", "pad", digits, make("span", ""), key("0"), erase);
  pad.querySelectorAll("button").forEach((each) => (each.disabled = isOff));
  return make(
    "section",
    "pin",
    make("div", "asks", make("h1", "", say("pin.title", { name: view.firstName })), pinText(view), shown),
    pad,
    make("footer", "foot", button("back", say("back"), { sign: "back", isOff: view.isBusy })),
  );
}

/** Draw the staff panel, with one person opened on a sheet that hides what is behind it. */
export function panel(view) {
  const behind = make(
    "section",
    view.isFinding ? "panel finding" : "panel",
    view.isFinding ? null : classList(view),
    make("div", "people", outcome(view), peopleList(view)),
    view.isFinding ? nameKeys() : null,
    panelFoot(view),
  );
  if (!view.person) return behind;
  behind.inert = true;
  return make("div", "layers", behind, make("div", "veil", sheet(view)));
}

function tilesText(view) {
  if (view.isUnanswered) return make("p", "lead wrong", say("tiles.unanswered"));
  if (view.people === null) return make("p", "lead", say("tiles.busy"));
  if (view.people.length === 0) return make("p", "lead", say("tiles.none"));
  return make("p", "lead", view.hasSignedOut ? say("tiles.signed_out") : "");
}

function pinText(view) {
  if (view.lockedForMs !== null) {
    const left = countdown(view.lockedForMs, "amount", "0:00");
    return make("div", "locked", icon("lock"), make("p", "lead", say("pin.locked")), left);
  }
  if (view.isBusy) return make("p", "lead", say("pin.busy"));
  if (view.problem === "pin_wrong") return make("p", "lead wrong", say("pin.wrong"));
  if (view.problem === "unanswered") return make("p", "lead wrong", say("pin.unanswered"));
  return view.problem ? make("p", "lead wrong", view.sentence) : make("p", "lead", say("pin.text"));
}

function classList(view) {
  const classes = (view.classes ?? []).map((each) => {
    const made = button("pick_class", "", { value: String(each.sessionId), kind: "class" });
    made.setAttribute("aria-pressed", String(!view.isSearching && each.sessionId === view.sessionId));
    made.replaceChildren(
      make("b", "time", spanOf(each.startsAt, each.endsAt)),
      make("span", "name", each.courseName),
      make("span", "here", each.isCancelled ? say("panel.cancelled") : say("panel.here", each)),
    );
    return made;
  });
  const list = make("div", "scrolls", classes);
  list.dataset.scrolls = "classes";
  return make("nav", "classes", make("h1", "", icon("staff"), make("span", "", view.staffName)), list);
}

function peopleList(view) {
  if (view.isFinding && !view.isSearching) return make("p", "lead", say("panel.find.more", { n: view.needleLength }));
  const empty = emptyText(view);
  if (empty) return make("p", "lead", empty);
  const list = make("div", "scrolls list", view.people.map((person) => personLine(person)));
  list.dataset.scrolls = view.isSearching ? "found" : `class-${view.sessionId}`;
  return list;
}

function emptyText(view) {
  if (view.classes === null) return view.outcome ? "" : say("panel.busy");
  if (view.classes.length === 0) return say("panel.none");
  if (view.people.length > 0) return null;
  return say(view.isSearching ? "panel.find.nobody" : "panel.nobody");
}

function personLine(person) {
  const made = button("pick_person", "", { value: String(person.reservationId), kind: `person ${person.status}${person.name.length > 24 ? " long" : ""}` });
  const status = say(`status.${person.status}`, { time: person.checkedInAt ? timeOf(person.checkedInAt) : "" });
  const where = person.startsAt ? `${timeOf(person.startsAt)} ${person.courseName}` : null;
  made.replaceChildren(
    icon(STATUS_SIGNS[person.status] ?? "gone"),
    make(
      "span",
      "who",
      make("span", "name", person.name),
      make("span", "status", [where, status].filter(Boolean).join(" · ")),
    ),
  );
  return made;
}

function outcome(view) {
  if (!view.outcome) return null;
  const { kind, person, sentence, canUndo } = view.outcome;
  const text = kind === "refused" ? sentence : say(`outcome.${kind}`, { name: person });
  const isNo = kind === "refused" || kind === "unanswered";
  const undo = canUndo ? button("undo", say("outcome.undo"), { sign: "undo", isOff: view.isBusy }) : null;
  return make("div", isNo ? "outcome no" : "outcome yes", icon(isNo ? "speak" : "yes"), make("p", "", text), undo);
}

function panelFoot(view) {
  const again = view.classes === null && !view.isBusy;
  const find = view.isFinding
    ? button("find", say("panel.find.end"), { sign: "close" })
    : button("find", say("panel.find"), { sign: "find", isOff: !view.classes?.length });
  const needle = view.isFinding ? make("p", "needle", icon("find"), make("span", "", view.needle)) : null;
  const done = button("back", say("done"), { kind: "primary", sign: "lock" });
  return make("footer", "foot", find, needle, again ? button("again", say("again"), { sign: "again" }) : null, done);
}

function nameKeys() {
  const letters = [...NAME_KEYS].map((letter) => key(letter));
  const space = key("␣", { value: " ", spoken: "space" });
  return make("div", "keys names", letters, key("-"), key("'"), space, key("", { action: "erase", sign: "erase", spoken: say("erase") }));
}

function sheet(view) {
  const person = view.person;
  const made = make(
    "div",
    "sheet",
    make("div", "head", make("h2", "", person.name), button("back", say("back"), { sign: "close", isOff: view.isBusy })),
    make("p", "lead", [person.courseName, person.stepTitle, spanOf(person.startsAt, person.endsAt)].filter(Boolean).join(" · ")),
    make("p", "lead", passLine(person)),
    outcome(view),
    make("p", "why", why(person, view.now)),
    make("div", "acts", acts(person, view.isBusy)),
  );
  made.setAttribute("role", "dialog");
  made.setAttribute("aria-modal", "true");
  return made;
}

function passLine(person) {
  const left = person.sessionsRemaining === null ? null : sayCount("person.left", person.sessionsRemaining);
  return [person.passName, left].filter(Boolean).join(" · ");
}

function why(person, now) {
  const name = person.possible === "undo" ? "already_checked_in" : person.selfCheckIn;
  const sentence = knows(`person.self.${name}`) ? `person.self.${name}` : "person.self.other";
  const moments = { opens: person.opensAt, closes: person.closesAt, checked: person.checkedInAt ?? now };
  const times = Object.fromEntries(Object.entries(moments).map(([fact, instant]) => [fact, timeOf(instant)]));
  const spoken = { too_early: person.opensAt, too_late: person.closesAt }[name] ?? moments.checked;
  return say(sentence, { ...times, day: dayOf(spoken, now), code: person.selfCheckIn });
}

function acts(person, isOff) {
  const waive = person.canWaive
    ? button("waive", say("person.waive"), { sign: person.waivesPunch ? "ticked" : "unticked", kind: "quiet waive", isOff })
    : null;
  waive?.setAttribute("aria-pressed", String(person.waivesPunch));
  if (person.possible === "undo") return [button("undo", say("person.undo"), { kind: "primary wide", sign: "undo", isOff })];
  if (person.possible === "nothing") return [];
  if (person.reasons.length === 0) {
    return [waive, button("check_in", say("person.check_in"), { kind: "primary wide", sign: "yes", isOff })];
  }
  const reasons = person.reasons.map((reason) =>
    button("check_in", say(`reason.${reason}`), { value: reason, kind: "primary reason", isOff }),
  );
  return [waive, make("p", "question", say("person.why")), make("div", "reasons", reasons)];
}
