// The strip over all screens: since when there is no server, how many scans wait, what needs a look.

import { icon, make } from "./dom.js";
import { dayOf, say, sayCount, timeOf } from "./words.js";

const SIGNS = { offline: "no_link", sending: "send", unpaired: "pair", look: "look" };

const banner = document.getElementById("banner");
let [shownKind, shownText] = ["", ""];

/** Draw the strip, or take it away; return whether the server has just gone, which is worth a sound. */
export function drawBanner(facts, now) {
  const kind = facts?.kind ?? "";
  const text = facts ? sentences(facts, now).join(" · ") : "";
  const hasGone = kind === "offline" && shownKind !== "offline";
  if (kind !== shownKind || text !== shownText) {
    banner.className = kind;
    banner.replaceChildren(...(facts ? [icon(SIGNS[kind]), make("span", "", text)] : []));
  }
  [shownKind, shownText] = [kind, text];
  return hasGone;
}

function sentences(facts, now) {
  const { kind, since, waiting, needsLook } = facts;
  return [
    kind === "offline" ? say("banner.offline", { since: moment(since, now) }) : null,
    waiting > 0 ? sayCount(`banner.${kind === "look" ? "sending" : kind}.waiting`, waiting) : null,
    needsLook > 0 ? sayCount("banner.look", needsLook) : null,
  ].filter(Boolean);
}

function moment(since, now) {
  const day = dayOf(since, now);
  return day === say("today") ? timeOf(since) : `${day} ${timeOf(since)}`;
}
