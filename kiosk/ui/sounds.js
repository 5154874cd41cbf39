// A short sound for each screen, made here: no two alike, so that a screen can be told without looking.

let audio = null;

// Each note: pitch in Hz, start and length in seconds; a falling or low sound is never a yes.
const TUNES = {
  ok: [[660, 0, 0.12], [880, 0.1, 0.24]],
  already: [[440, 0, 0.1], [440, 0.16, 0.1]],
  too_early: [[523, 0, 0.14], [494, 0.16, 0.2]],
  too_late: [[330, 0, 0.16], [247, 0.18, 0.3]],
  cancelled: [[392, 0, 0.12], [311, 0.14, 0.12], [262, 0.28, 0.2]],
  auto_cancelled: [[392, 0, 0.12], [311, 0.14, 0.28]],
  replaced: [[494, 0, 0.1], [370, 0.12, 0.1], [494, 0.24, 0.14]],
  unknown: [[294, 0, 0.12], [294, 0.16, 0.24]],
  see_staff: [[349, 0, 0.12], [349, 0.16, 0.12], [294, 0.32, 0.2]],
  offer: [[587, 0, 0.12], [740, 0.14, 0.12], [659, 0.28, 0.2]],
  saved: [[587, 0, 0.12], [784, 0.1, 0.12], [880, 0.2, 0.24]],
  kept: [[523, 0, 0.14], [659, 0.16, 0.14], [523, 0.32, 0.2]],
  staff_away: [[262, 0, 0.12]],
  banner: [[370, 0, 0.14], [330, 0.18, 0.2]],
  unanswered: [[220, 0, 0.18], [196, 0.2, 0.3]],
  out_of_order: [[196, 0, 0.3]],
  checking: [[988, 0, 0.05]],
};

/** Play a screen's sound at a volume of 0 to 100; screens that nobody has caused are silent. */
export function play(screen, volume) {
  const tune = TUNES[screen];
  if (!tune || volume === 0) return;
  audio ??= new AudioContext();
  for (const [pitch, start, length] of tune) ring(pitch, audio.currentTime + start, length, volume / 100);
}

function ring(pitch, at, length, loudness) {
  const [voice, level] = [audio.createOscillator(), audio.createGain()];
  voice.frequency.value = pitch;
  level.gain.setValueAtTime(0, at);
  level.gain.linearRampToValueAtTime(loudness * 0.5, at + 0.01);
  level.gain.exponentialRampToValueAtTime(0.001, at + length);
  voice.connect(level).connect(audio.destination);
  voice.start(at);
  voice.stop(at + length);
}
