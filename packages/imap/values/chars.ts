/** A set of bytes: `table[byte]` is 1 when the byte belongs to it. */
export type CharTable = Uint8Array;

function printable(except: string): CharTable {
  const table = new Uint8Array(256);
  for (let byte = 0x21; byte < 0x7f; byte += 1) table[byte] = except.includes(String.fromCharCode(byte)) ? 0 : 1;
  return table;
}

function only(chars: string): CharTable {
  const table = new Uint8Array(256);
  for (const char of chars) table[char.charCodeAt(0)] = 1;
  return table;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';

/** ATOM-CHAR (RFC 3501 9): without atom-specials. */
export const ATOM = printable('(){%*"\\]');
/** ASTRING-CHAR: ATOM-CHAR and "]". */
export const ASTRING = printable('(){%*"\\');
/** list-char: ATOM-CHAR, the wildcards and "]". */
export const LIST = printable('(){"\\');
/** tag: ASTRING-CHAR except "+". */
export const TAG = printable('(){%*"\\+');
/** The characters of commands, data items and search keys: an atom without brackets and angle brackets. */
export const WORD = only(`${letters}${digits}.-_`);
/** The characters of a sequence-set. */
export const SET = only(`${digits}:,*`);
export const DIGIT = only(digits);
/** base64 in AUTHENTICATE's initial response (RFC 4959 3): "=" alone is the empty response. */
export const BASE64 = only(`${letters}${digits}+/=`);
