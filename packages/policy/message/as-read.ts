/** Characters that look like Latin letters in some font. */
const READ_AS: Readonly<Record<string, string>> = {
  a: 'аαɑ',
  b: 'ьƅ6',
  c: 'сϲ',
  d: 'ԁđ',
  e: 'еҽəε3',
  f: 'ƒ',
  g: 'ɡց9',
  h: 'һհ',
  i: 'іιıl1ӏ|!',
  j: 'јϳ',
  k: 'κк',
  m: 'м',
  n: 'ոηп',
  o: 'оοσօ0ø',
  p: 'рρ',
  q: 'ԛ',
  r: 'гɼ',
  s: 'ѕ5$',
  t: 'тτ7',
  u: 'υսц',
  v: 'ѵν',
  w: 'ԝω',
  x: 'хχ',
  y: 'уүγ',
  z: 'ʐ2',
};

const LATIN = new Map(Object.entries(READ_AS).flatMap(([latin, signs]) => [...signs].map((sign) => [sign, latin])));

/** Returns a domain name as a hasty reader sees it: two names that look alike return the same. */
export function asRead(name: string): string {
  const bare = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return [...bare]
    .map((letter) => LATIN.get(letter) ?? letter)
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('ci', 'd')
    .replaceAll('-', '');
}
