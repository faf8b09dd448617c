/**
 * Lower-case letters that are read as a Latin one: letters of other scripts (UTS 39 4), and Latin letters with a mark that Unicode does not
 * decompose. Only scripts in which names may be written are listed.
 */
const READ_AS: Readonly<Record<string, string>> = {
  a: 'аαɑ',
  b: 'ьƅɓ',
  c: 'сϲƈ',
  d: 'ԁđɗð',
  e: 'еҽəɛ',
  f: 'ƒքẝ',
  g: 'ɡցɠ',
  h: 'һհħ',
  i: 'іιıɩ',
  j: 'јϳյȷ',
  k: 'ƙ',
  l: 'ӏłƚ',
  n: 'ոηղռŋ',
  o: 'оοσօøɵ',
  p: 'рρþ',
  q: 'ԛգզ',
  r: 'гɼ',
  s: 'ѕʂ',
  t: 'ŧƫ',
  u: 'υսʋ',
  v: 'ѵν',
  w: 'ԝաѡ',
  x: 'хχ',
  y: 'уүγ',
  z: 'ƶʐ',
  ae: 'æ',
  oe: 'œ',
  ss: 'ß',
};

const LATIN = new Map(Object.entries(READ_AS).flatMap(([latin, letters]) => [...letters].map((one) => [one, latin])));

/** Returns a text as a hasty reader sees it: without marks, and with Latin letters instead of their look-alikes. */
export function asRead(text: string): string {
  const bare = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return [...bare].map((letter) => LATIN.get(letter) ?? letter).join('');
}
