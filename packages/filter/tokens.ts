/** What the filter reads of a message: texts as they are stored for search, decoded and folded. */
export interface Text {
  readonly subject: string;
  readonly from: string;
  readonly text: string;
}

/** The most characters of a text that are read, and the most tokens of a message. */
export const MAX_TEXT = 32 * 1024;
const MAX_TOKENS = 400;

/**
 * Matches hosts of links, runs of scripts that are written without spaces, and words (with prices, percentages and the characters that
 * spammers put between letters).
 */
const PIECE =
  /https?:\/\/([a-z0-9.-]{3,80})|([\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\u30fc]+)|([\p{L}\p{N}$\u20ac\u00a3%!][\p{L}\p{N}\p{M}$\u20ac\u00a3%!'._-]{1,39})/gu;

/**
 * Returns the tokens of a message, each once, as numbers that fit a double and a bigint: words, bigrams of Chinese, Japanese and Thai, and
 * hosts of links; words of the subject and the author also as tokens of their own. Their number is bounded.
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
  // For a very long word its length says more than the word itself.
  if (bare.length > 24) tokens.add(hash(`${kind} long ${bare.length >> 3}`));
  else if (bare.length > 1) tokens.add(hash(`${kind} ${/^\d+$/.test(bare) ? `number ${bare.length}` : bare}`));
}

/** Hashes a text to 52 bits (FNV-1a over UTF-16, twice). Collisions are rarer than words without meaning. */
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
