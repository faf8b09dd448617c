/**
 * Letters in lower case that are read as a Latin one: of other scripts (UTS 39 4), and Latin ones whose mark is no mark in Unicode. Of
 * those scripts alone that names may be written in.
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

/** The text as a hasty reader sees it: without marks, and with Latin letters for what looks like them. */
export function asRead(text: string): string {
  const bare = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return [...bare].map((letter) => LATIN.get(letter) ?? letter).join('');
}
