import { ImapSyntaxError } from './syntax-error.ts';

const UNPRINTABLE = /[^\x20-\x7e]+/g;

/**
 * Returns a mailbox name as RFC 3501 clients see it: in modified UTF-7 (RFC 3501 5.1.3). Any UTF-16 string can be encoded.
 */
export function encodeModifiedUtf7(name: string): string {
  return name.replaceAll('&', '&-').replace(UNPRINTABLE, (run) => {
    const bytes = Buffer.from(run, 'utf16le').swap16();
    return `&${bytes.toString('base64').replace(/=+$/, '').replaceAll('/', ',')}-`;
  });
}

/**
 * Decodes modified UTF-7. Throws ImapSyntaxError for anything but the one valid form of a name (RFC 3501 5.1.3:
 * no printable ASCII in base64, no shift directly after a shift), so that no mailbox has two names. Works in linear time.
 */
export function decodeModifiedUtf7(encoded: string): string {
  let decoded = '';
  let at = 0;
  for (let shift = encoded.indexOf('&'); shift >= 0; shift = encoded.indexOf('&', at)) {
    const end = encoded.indexOf('-', shift);
    if (end < 0) throw invalid();
    decoded += encoded.slice(at, shift) + decodeShift(encoded.slice(shift + 1, end));
    at = end + 1;
  }
  decoded += encoded.slice(at);
  if (encodeModifiedUtf7(decoded) !== encoded) throw invalid();
  return decoded;
}

function decodeShift(base64: string): string {
  if (base64 === '') return '&';
  const bytes = Buffer.from(base64.replaceAll(',', '/'), 'base64');
  if (bytes.length % 2 !== 0) throw invalid();
  const text = bytes.swap16().toString('utf16le');
  if (!text.isWellFormed() || text.includes('\0')) throw invalid();
  return text;
}

function invalid(): ImapSyntaxError {
  return new ImapSyntaxError('Not valid modified UTF-7');
}
