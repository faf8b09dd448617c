/** Returns the offset after the comment that begins at `at` (RFC 5322 3.2.2); an unclosed comment runs to the end. */
export function skipComment(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 0x5c) i++;
    else if (char === 0x28) depth++;
    else if (char === 0x29 && --depth === 0) return i + 1;
  }
  return text.length;
}

/** Returns the offset after the quoted-string that begins at `at` (RFC 5322 3.2.4); an unclosed one runs to the end. */
export function skipQuoted(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 0x5c) i++;
    else if (char === 0x22) return i + 1;
  }
  return text.length;
}

/** Returns the offset after the domain-literal that begins at `at` (RFC 5322 3.4.1). */
export function domainLiteralEnd(text: string, at: number): number {
  const close = text.indexOf(']', at);
  return close < 0 ? text.length : close + 1;
}

/** Returns the content of the quoted-string between two offsets, without its quotes and quoted-pairs. */
export function quotedText(text: string, start: number, end: number): string {
  const closed = end - start > 1 && text[end - 1] === '"';
  return unquotePairs(text.slice(start + 1, closed ? end - 1 : end));
}

/** Returns the content of the comment between two offsets, or null when it is empty. */
export function commentText(text: string, start: number, end: number): string | null {
  const closed = end - start > 1 && text[end - 1] === ')';
  const inner = unquotePairs(text.slice(start + 1, closed ? end - 1 : end));
  return inner.trim() === '' ? null : inner;
}

function unquotePairs(inner: string): string {
  return inner.includes('\\') ? inner.replace(/\\(.)/gs, '$1') : inner;
}
