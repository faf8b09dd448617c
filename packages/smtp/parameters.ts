import { ParameterError } from './parameter-error.ts';
import { decodeUtf8Addr, decodeXtext, encodeUtf8AddrXtext, encodeXtext } from './xtext.ts';

/** Parameters `KEYWORD` or `KEYWORD=value`; keywords in upper case, `true` for one without a value. */
export type Parameters = ReadonlyMap<string, string | true>;

export type Notify = 'NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY';

/** ORCPT (RFC 3461 4.2): the address as the first sender wrote it, decoded. */
export interface OriginalRecipient {
  readonly type: string;
  readonly address: string;
}

export interface RcptParameters {
  readonly notify?: readonly Notify[];
  readonly orcpt?: OriginalRecipient;
}

const PARAMETER = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^\0-\x20=\x7f]+))?$/;

/** Reads the parameters after the path (RFC 5321 4.1.2 esmtp-param); throws ParameterError. */
export function parseParameters(text: string): Parameters {
  const parameters = new Map<string, string | true>();
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const match = PARAMETER.exec(word);
    const keyword = match?.[1]?.toUpperCase();
    if (keyword === undefined) throw new ParameterError(501, 'parameter is malformed');
    if (parameters.has(keyword)) throw new ParameterError(501, `${keyword} given twice`);
    parameters.set(keyword, match?.[2] ?? true);
  }
  return parameters;
}

/** Reads the known parameters of RCPT TO: NOTIFY and ORCPT (RFC 3461). */
export function rcptParameters(parameters: Parameters): RcptParameters {
  const out: { -readonly [K in keyof RcptParameters]: RcptParameters[K] } = {};
  for (const [keyword, value] of parameters) {
    if (keyword === 'NOTIFY' && value !== true) out.notify = parseNotify(value);
    else if (keyword === 'ORCPT' && value !== true) out.orcpt = parseOrcpt(value);
    else throw unusable(keyword, ['NOTIFY', 'ORCPT']);
  }
  return out;
}

/** Returns the error for a parameter that is malformed or unknown. */
export function unusable(keyword: string, known: readonly string[]): ParameterError {
  return known.includes(keyword)
    ? new ParameterError(501, `${keyword} is malformed`)
    : new ParameterError(555, `${keyword} is not supported`);
}

/** Reads NEVER alone, or a list of the others (RFC 3461 4.1). */
export function parseNotify(value: string): readonly Notify[] {
  const words = value.toUpperCase().split(',');
  const known = words.every((word) => ['NEVER', 'SUCCESS', 'FAILURE', 'DELAY'].includes(word));
  if (!known || (words.includes('NEVER') && words.length > 1)) throw new ParameterError(501, 'NOTIFY is malformed');
  return [...new Set(words)] as Notify[];
}

/** Reads `addr-type;xtext` (RFC 3461 4.2); utf-8 addresses have their own encoding (RFC 6533 4). */
function parseOrcpt(value: string): OriginalRecipient {
  const match = value.length <= 500 ? /^([A-Za-z0-9-]+);(.+)$/.exec(value) : null;
  const type = match?.[1]?.toLowerCase();
  const text = match?.[2] ?? '';
  const address = type === 'utf-8' ? decodeUtf8Addr(text) : decodeXtext(text);
  if (type === undefined || address === undefined || /\p{Cc}/u.test(address)) {
    throw new ParameterError(501, 'ORCPT is malformed');
  }
  return { type, address };
}

/** Writes ORCPT's value for the wire; addresses that are not ASCII get the type `utf-8` and its encoding (RFC 6533 3). */
export function formatOrcpt({ type, address }: OriginalRecipient): string {
  const isUtf8 = type === 'utf-8' || (type === 'rfc822' && /[^\0-\x7f]/.test(address));
  return isUtf8 ? `utf-8;${encodeUtf8AddrXtext(address)}` : `${type};${encodeXtext(address)}`;
}
