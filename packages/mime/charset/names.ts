/** Charset names of mail that the Encoding Standard does not list, without punctuation, mapped to a name that it lists. */
const others: Readonly<Record<string, string>> = {
  // The Encoding Standard decodes gbk as its superset gb18030; TextDecoder's own table for gbk lacks the euro sign
  ...names(
    'gb18030',
    'gb180302000 gb180302005 gbk gb2312 gb231280 ms936 cp936 windows936 euccn gbk2312 macchinesesimp',
  ),
  ...names('gb18030', 'chinese isoir58 iso58gb231280'),
  ...names('big5', 'big5 big5hkscs cnbig5 xbig5 cp950 ms950 windows950 big5eten big5tw macchinesetrad'),
  ...names('shift_jis', 'sjis shiftjis cp932 ms932 windows932 windows31j cp943 shiftjisx0213 macjapanese'),
  ...names('euc-jp', 'eucjp ujis eucjpms'),
  ...names(
    'euc-kr',
    'euckr uhc cp949 ms949 windows949 ksc5601 ksc56011987 ksc56011989 isoir149 ksx1001 korean mackorean',
  ),
  ...names('windows-874', 'tis620 tis6202533 tis62025330 cp874 ms874 iso885911 thai'),
  ...names('koi8-r', 'koi8 koi8r koi'),
  ...names('koi8-u', 'koi8u koi8ru'),
  ...names('macintosh', 'mac macroman'),
  ...names('maccenteuro', 'macce maccentraleurope maccentraleurroman'),
  ...names('maciceland', 'macicelandic'),
  ...names('macromania', 'macromanian'),
  ...names('x-mac-cyrillic', 'maccyrillic macukraine macukrainian'),
  ...names('utf-8', 'utf8 utf8mb4 utf8mb3 unicode11utf8 utf8n'),
  ...names('utf-7', 'utf7 unicode11utf7 unicode20utf7'),
  ...names('utf-16', 'utf16 ucs2 unicode iso10646ucs2'),
  ...names('us-ascii', 'ascii usascii us iso646us iso646 ansix341968 ansix341986 cp367 ibm367 646 7bit'),
  ...names('iso-2022-jp', 'iso2022jp jis csiso2022jp'),
  ...names('hz-gb-2312', 'hz hzgb2312 hzgb'),
};

function names(standard: string, list: string): Record<string, string> {
  return Object.fromEntries(list.split(' ').map((name) => [name, standard]));
}

/** Names already looked up, up to MOST_KNOWN: a look-up takes longer than decoding a word. */
const known = new Map<string, string>();
const MOST_KNOWN = 500;

/** Returns the usual name of a charset that a message names; an unknown name comes back in lower case. */
export function usualName(charset: string): string {
  let name = known.get(charset);
  if (name !== undefined) return name;
  name = findName(charset);
  if (charset.length <= 40 && known.size < MOST_KNOWN) known.set(charset, name);
  return name;
}

function findName(charset: string): string {
  const label = charset
    .trim()
    .toLowerCase()
    .replace(/^(["'])(.*)\1$/, '$2');
  if (label.length > 40) return '';
  const plain = label.replace(/[^a-z0-9]/g, '').replace(/^(?:x|cs)?(?:ms(?=cp))?(?=[a-z]{2})/, '');
  if (Object.hasOwn(others, plain)) return others[plain] as string;
  const windows = /^(?:cp|ms|ansi|win|windows|ibm)(125[0-8])$/.exec(plain);
  if (windows) return `windows-${windows[1]}`;
  const latin = /^iso8859(1?\d)(?:[ei]|\d{4})?$/.exec(plain);
  if (latin) return `iso-8859-${latin[1]}`;
  const switching = /^iso2022(jp|kr|cn)(ext|[123]|2004)?$/.exec(plain);
  if (switching) return `iso-2022-${switching[1]}${switching[2] ? `-${switching[2]}` : ''}`;
  return label;
}
