/** What is read of a message: texts as they are kept for search, decoded and folded. */
export interface Text {
  readonly subject: string;
  readonly from: string;
  readonly text: string;
}

/** Characters of a text that are read, and tokens of a message. */
export const MAX_TEXT = 32 * 1024;
const MAX_TOKENS = 400;

/**
 * Hosts of links, runs of a script that writes without blanks, and words (with prices, percents and what spammers put between
 * letters).
 */
const PIECE =
  /https?:\/\/([a-z0-9.-]{3,80})|([\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\u30fc]+)|([\p{L}\p{N}$\u20ac\u00a3%!][\p{L}\p{N}\p{M}$\u20ac\u00a3%!'._-]{1,39})/gu;

/**
 * The tokens of a message, each once, as numbers that a double and a bigint hold: words, bigrams of Chinese, Japanese and Thai,
 * hosts of links; those of the subject and the author by themselves too. Bounded, whatever the message says.
 */
export function tokensOf({ subject, from, text }: Text): number[] {
  const tokens = new Set<number>();
  read(subject.slice(0, 1_000), 's', tokens, MAX_TOKENS);
  read(from.slice(0, 500), 'f', tokens, MAX_TOKENS);
  read(subject.slice(0, 1_000), '', tokens, MAX_TOKENS);
  read(text.slice(0, MAX_TEXT), '', tokens, MAX_TOKENS);
  return [...tokens];
}

function read(text: string, kind: string, tokens: Set<number>, most: number): void {
  for (const [, host, run, word] of text.matchAll(PIECE)) {
    if (tokens.size >= most) return;
    if (host !== undefined) tokens.add(hash(`u ${host}`));
    else if (run !== undefined) addBigrams(run, kind, tokens);
    else if (word !== undefined) addWord(word, kind, tokens);
  }
}

function addBigrams(run: string, kind: string, tokens: Set<number>): void {
  const letters = [...run.slice(0, 400)];
  if (letters.length === 1) tokens.add(hash(`${kind} ${run}`));
  for (let at = 0; at + 1 < letters.length; at++) tokens.add(hash(`${kind} ${letters[at]}${letters[at + 1]}`));
}

function addWord(word: string, kind: string, tokens: Set<number>): void {
  const bare = word.replace(/['._-]+$/, '');
  // How long a strange word is says more than which one it is.
  if (bare.length > 24) tokens.add(hash(`${kind} long ${bare.length >> 3}`));
  else if (bare.length > 1) tokens.add(hash(`${kind} ${/^\d+$/.test(bare) ? `number ${bare.length}` : bare}`));
}

/** FNV-1a over UTF-16, twice, to 52 bits: two words of one number are rarer than words that mean nothing. */
function hash(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
  }
  return (high >>> 12) * 0x1_0000_0000 + (low >>> 0);
}
