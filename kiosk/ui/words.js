// The page's sentences, from one file a language, with facts filled in; and times as people say them (R4).

let words = {};
let zone = "UTC";

/** Read a language's words. */
export async function readWords(language) {
  const answer = await fetch(`words/${language}.json`);
  words = await answer.json();
}

/** Speak of times in the studio's zone from now on. */
export function useZone(timezone) {
  zone = timezone;
}

/** Return a sentence with its facts. */
export function say(name, facts = {}) {
  return words[name].replace(/\{(\w+)\}/g, (_, fact) => String(facts[fact]));
}

/** Tell whether there is a sentence of that name. */
export function knows(name) {
  return name in words;
}

/** Return the form of a sentence that goes with a number: `punches.one`, `punches.other`. */
export function sayCount(name, n) {
  return say(`${name}.${new Intl.PluralRules(words.locale).select(n)}`, { n });
}

/** Return an instant's wall time: "16:00". */
export function timeOf(instant) {
  return format(instant, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** Return a span of wall time: "16:00–18:00". */
export function spanOf(startsAt, endsAt) {
  return endsAt ? `${timeOf(startsAt)}–${timeOf(endsAt)}` : timeOf(startsAt);
}

/** Return an instant's day as people say it: "today", "tomorrow", "Thu 5 March"; the year where it is another one. */
export function dayOf(instant, now) {
  const day = format(instant, NUMBERS);
  if (day === format(now, NUMBERS)) return say("today");
  if (day === format(new Date(new Date(now).getTime() + 86_400_000), NUMBERS)) return say("tomorrow");
  const isThisYear = format(instant, { year: "numeric" }) === format(now, { year: "numeric" });
  return longDayOf(instant, isThisYear ? {} : { year: "numeric" });
}

/** Return an instant's day in full: "Tue 3 March". */
export function longDayOf(instant, more = {}) {
  return format(instant, { weekday: "short", day: "numeric", month: "long", ...more }).replace(",", "");
}

const NUMBERS = { year: "numeric", month: "2-digit", day: "2-digit" };

function format(instant, options) {
  return new Intl.DateTimeFormat(words.locale, { ...options, timeZone: zone }).format(new Date(instant));
}
