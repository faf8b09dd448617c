import { ImapSyntaxError } from './syntax-error.ts';

const SHIFTED = /&([^-]*)-/g;
const UNPRINTABLE = /[^\x20-\x7e]+/g;

/**
 * A mailbox name as RFC 3501 clients see it: modified UTF-7 (RFC 3501 5.1.3). Any UTF-16 string can be encoded.
 */
export function encodeModifiedUtf7(name: string): string {
  return name.replaceAll('&', '&-').replace(UNPRINTABLE, (run) => {
    const bytes = Buffer.from(run, 'utf16le').swap16();
    return `&${bytes.toString('base64').replace(/=+$/, '').replaceAll('/', ',')}-`;
  });
}

/**
 * Reads modified UTF-7. Throws ImapSyntaxError for an open shift, foreign characters, odd lengths or lone surrogates,
 * so that one mailbox never has two names that differ only in nonsense.
 */
export function decodeModifiedUtf7(encoded: string): string {
  if (!encoded.includes('&')) return encoded;
  let end = 0;
  const decoded = encoded.replace(SHIFTED, (whole, base64: string, offset: number) => {
    if (encoded.slice(end, offset).includes('&')) throw invalid();
    end = offset + whole.length;
    return base64 === '' ? '&' : decodeShift(base64);
  });
  if (encoded.slice(end).includes('&')) throw invalid();
  return decoded;
}

function decodeShift(base64: string): string {
  if (!/^[A-Za-z0-9+,]+$/.test(base64)) throw invalid();
  const bytes = Buffer.from(base64.replaceAll(',', '/'), 'base64');
  if (bytes.length === 0 || bytes.length % 2 !== 0) throw invalid();
  const text = bytes.swap16().toString('utf16le');
  if (!text.isWellFormed() || text.includes('\0')) throw invalid();
  return text;
}

function invalid(): ImapSyntaxError {
  return new ImapSyntaxError('Mailbox name is not valid modified UTF-7');
}
