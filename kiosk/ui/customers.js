// The screens that customers see. Each takes the kiosk's view and returns an element; nothing is kept.

import { button, countdown, icon, key, make } from "./dom.js";
import { dayOf, knows, longDayOf, say, sayCount, spanOf, timeOf } from "./words.js";

const CODE_LETTERS = "BCDEFGHIJKLNPRSTUVX";
const CODE_LENGTH = 25;
const GROUP = 4;

const SIGNS = {
  ok: "yes",
  already: "twice",
  too_early: "early",
  too_late: "late",
  cancelled: "cancelled",
  auto_cancelled: "released",
  replaced: "replaced",
  unknown: "unknown",
  see_staff: "speak",
  offer: "swap",
  saved: "saved",
  kept: "kept",
  unanswered: "no_link",
  staff_away: "lock",
  out_of_order: "broken",
  checking: "wait",
  starting: "wait",
};

/** Draw the screen that waits for someone to come. */
export function idle(view) {
  const clock = make("p", "clock", make("b", "", timeOf(view.now)), make("span", "", longDayOf(view.now)));
  clock.dataset.now = view.now;
  return make(
    "section",
    "idle",
    make(
      "div",
      "invitation",
      make("p", "studio", icon("vase"), make("span", "", view.studio ?? "")),
      make("h1", "", say("idle.title")),
      make("p", "lead", say("idle.text")),
      upcoming(view),
    ),
    make("div", "picture", document.getElementById("picture").content.cloneNode(true)),
    foot(clock, button("type_code", say("idle.type_code"), { sign: "letters" }), staffButton(say("staff"))),
  );
}

/** Draw a short word about what the kiosk is doing, or that it can't do anything. */
export function notice(view) {
  if (view.screen === "out_of_order") return outOfOrder(view);
  const texts = view.screen === "unanswered" ? [say("unanswered.text")] : [say(`${view.screen}.text`)];
  const left = view.screen === "unanswered" ? say("unanswered.foot") : "";
  return big(view, null, say(`${view.screen}.title`), texts, null, left);
}

/** Draw what staff are told who want in while the server is away. */
export function staffAway(view) {
  const waiting = sayCount("staff_away.waiting", view.waiting);
  const look = view.needsLook > 0 ? sayCount("staff_away.look", view.needsLook) : "";
  const back = button("back", say("back"), { sign: "back" });
  return big(view, null, say("staff_away.title"), [say("staff_away.text"), waiting, look], null, "", back);
}

/** Draw a scan's verdict. */
export function result(view) {
  const name = nameOfWords(view);
  const isByName = view.screen === "ok" || view.screen === "saved";
  const title = isByName ? welcome(view) : say(`${name}.title`);
  const who = isByName ? null : view.displayName;
  return big(view, who, title, sentences(view, name), number(view), footSentence(view, name));
}

/** Draw the offer of another class (R28): one tap takes it. */
export function offer(view) {
  const { courseName, startsAt } = view.offer;
  const scanned = view.startsAt
    ? say("offer.text", { course: view.courseName, day: dayOf(view.startsAt, view.now), time: timeOf(view.startsAt) })
    : say("offer.text.nothing");
  const chosen = make(
    "div",
    "offered",
    make("b", "time", timeOf(startsAt)),
    make("div", "", make("p", "name", courseName), make("p", "", dayOf(startsAt, view.now))),
  );
  const take = button("take_offer", say("offer.take"), { kind: "primary", sign: "yes" });
  const leave = button("back", say("offer.leave"), { sign: "close" });
  const text = make("p", "lead", scanned);
  const question = make("p", "question", say("offer.question"));
  return frame(view, view.displayName, say("offer.title"), [text, chosen, question], make("div", "choices", leave, take));
}

/** Draw the letters of a pass code being typed. */
export function codeEntry(view) {
  const groups = [];
  for (let at = 0; at < CODE_LENGTH; at += GROUP) {
    const size = Math.min(GROUP, CODE_LENGTH - at);
    groups.push(make("span", "group", view.letters.slice(at, at + size).padEnd(size, "·")));
  }
  const keys = [...CODE_LETTERS].map((letter) => key(letter));
  return make(
    "section",
    "typing",
    make("h1", "", say("code_entry.title")),
    make("p", view.isWrong ? "lead wrong" : "lead", say(view.isWrong ? "code_entry.wrong" : "code_entry.text")),
    make("p", "letters", groups),
    make("div", "keys", keys, key("", { action: "erase", sign: "erase", spoken: say("erase") })),
    foot(button("back", say("back"), { sign: "back" }), staffButton(say("staff"))),
  );
}

function outOfOrder(view) {
  const isRevoked = view.cause === "revoked"; // else it says what keeps the kiosk from working alone
  const since = view.since ? say("out_of_order.since", { time: timeOf(view.since) }) : "";
  const again = isRevoked ? button("pair_again", say("out_of_order.pair"), { sign: "pair" }) : null;
  const texts = [say(`out_of_order.${view.cause}`)];
  return big(view, null, say("out_of_order.title"), texts, null, since, again);
}

function big(view, who, title, texts, figure, left, right = staffAfter(view)) {
  const lines = texts.filter(Boolean).map((text) => make("p", "lead", text));
  const about = [line("course", joined([view.courseName, view.stepTitle])), line("lead where", whereAndWhen(view))];
  return frame(view, who, title, [...about, ...lines, figure], foot(make("p", "aside", left), right));
}

function line(className, text) {
  return text ? make("p", className, text) : null;
}

function joined(parts) {
  return parts.filter(Boolean).join(" · ");
}

function frame(view, who, title, children, below) {
  const said = make("div", "says", who ? make("p", "who", who) : null, heading(title), children);
  const stripe = make("div", "leaving");
  if (view.leavesInMs) stripe.dataset.leavesIn = String(view.leavesInMs);
  const sign = make("div", "sign", icon(SIGNS[view.screen], "big"));
  return make("section", `told ${view.screen}`, make("div", "body", sign, said), below, stripe);
}

function heading(title) {
  return make("h1", title.length > 22 ? "long" : "", title);
}

// A day too early is not "a little early": there is nothing to wait for here.
function nameOfWords(view) {
  if (view.screen === "too_early" && view.opensAt && !isToday(view.opensAt, view)) return "another_day";
  if (view.screen === "saved" || view.screen === "kept") return view.screen;
  return knows(`${view.verdict}.title`) ? view.verdict : view.screen;
}

function isToday(instant, view) {
  return dayOf(instant, view.now) === say("today");
}

function welcome(view) {
  const name = view.displayName;
  return name ? say(`${view.screen}.title`, { name }) : say(`${view.screen}.title.nobody`);
}

function whereAndWhen(view) {
  const when = view.startsAt ? spanOf(view.startsAt, view.endsAt) : null;
  const day = view.startsAt && !isToday(view.startsAt, view) ? dayOf(view.startsAt, view.now) : null;
  return joined([view.room, day, when]);
}

function sentences(view, name) {
  switch (view.screen) {
    case "ok":
      return [];
    case "already":
      return view.checkedInAt ? [moment("already.text", view.checkedInAt, view)] : [];
    case "too_early":
      return view.opensAt ? [moment("too_early.text", view.opensAt, view)] : [view.message];
    case "too_late":
      return view.closesAt ? [moment("too_late.text", view.closesAt, view)] : [view.message];
    default:
      return [knows(`${name}.text`) ? say(`${name}.text`) : view.message];
  }
}

function moment(name, instant, view) {
  return say(name, { day: dayOf(instant, view.now), time: timeOf(instant) });
}

// The number that matters is the largest thing on its screen: punches left, or the time to wait.
function number(view) {
  if (view.screen === "too_early" && view.opensAt && isToday(view.opensAt, view)) {
    const left = countdown(view.opensInMs, "amount", say("too_early.now"));
    return make("p", "figure", left, make("span", "unit", say("too_early.count")));
  }
  if (view.screen !== "ok" || typeof view.sessionsRemaining !== "number") return null;
  if (view.sessionsRemaining === 0) return make("p", "figure", make("span", "unit", say("punches.zero")));
  const amount = make("span", "amount", String(view.sessionsRemaining));
  return make("p", "figure", amount, make("span", "unit", sayCount("punches", view.sessionsRemaining)));
}

function footSentence(view, name) {
  const known = [name, view.screen].find((each) => knows(`${each}.foot`));
  return known ? say(`${known}.foot`) : "";
}

function staffAfter(view) {
  if (view.screen === "checking" || view.screen === "starting") return null;
  const isYes = ["ok", "already", "saved"].includes(view.screen);
  if (isYes) return make("p", "aside next", icon("scan"), make("span", "", say("next_person")));
  return staffButton(say(view.screen === "too_late" ? "call_staff" : "staff"));
}

function upcoming(view) {
  if (view.upcoming.length === 0) return make("p", "none", say("idle.none"));
  const lines = view.upcoming.map((coming) => {
    const day = isToday(coming.startsAt, view) ? null : dayOf(coming.startsAt, view.now);
    const where = joined([day, coming.room]);
    return make(
      "li",
      "",
      make("b", "time", timeOf(coming.startsAt)),
      make("span", "name", coming.courseName),
      make("span", "room", where),
    );
  });
  return make("div", "upcoming", make("h2", "", say("idle.next")), make("ul", "", lines));
}

function staffButton(label) {
  return button("staff", label, { sign: "staff" });
}

function foot(...children) {
  return make("footer", "foot", children);
}
