import { parseHoldFor } from './future-release/hold-for.ts';
import { parseHoldUntil } from './future-release/hold-until.ts';
import { ParameterError } from './parameter-error.ts';
import { decodeUtf8Addr, decodeXtext, encodeUtf8AddrXtext, encodeXtext } from './xtext.ts';

/** `KEYWORD` or `KEYWORD=value`; keywords in upper case, `true` for one without a value. */
export type Parameters = ReadonlyMap<string, string | true>;

export type BodyType = '7BIT' | '8BITMIME' | 'BINARYMIME';
export type Notify = 'NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY';

/** ORCPT, RFC 3461 4.2: the address as the first sender wrote it, decoded. */
export type OriginalRecipient = { readonly type: string; readonly address: string };

export type MailParameters = {
  readonly size?: number;
  readonly body?: BodyType;
  readonly smtpUtf8?: boolean;
  readonly ret?: 'FULL' | 'HDRS';
  readonly envid?: string;
  readonly requireTls?: boolean;
  /** Seconds from when the mail is accepted; never beside holdUntil. */
  readonly holdFor?: number;
  readonly holdUntil?: Date;
};
export type RcptParameters = { readonly notify?: readonly Notify[]; readonly orcpt?: OriginalRecipient };

const PARAMETER = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^\0-\x20=\x7f]+))?$/;

/** Reads what follows the path, RFC 5321 4.1.2 esmtp-param; throws ParameterError. */
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

/** The parameters of MAIL FROM that we know: RFC 1870 SIZE, 6152 BODY, 6531 SMTPUTF8, 3461 RET and ENVID, 4865 HOLDFOR and HOLDUNTIL, 8689 REQUIRETLS. */
export function mailParameters(parameters: Parameters): MailParameters {
  const out: { -readonly [K in keyof MailParameters]: MailParameters[K] } = {};
  for (const [keyword, value] of parameters) {
    if (keyword === 'SIZE' && value !== true && /^\d{1,20}$/.test(value)) out.size = Number(value);
    else if (keyword === 'BODY' && value !== true) out.body = bodyType(value);
    else if (keyword === 'SMTPUTF8' && value === true) out.smtpUtf8 = true;
    else if (keyword === 'RET' && value !== true) out.ret = returned(value);
    else if (keyword === 'ENVID' && value !== true) out.envid = envelopeId(value);
    else if (keyword === 'HOLDFOR' && value !== true) out.holdFor = parseHoldFor(value);
    else if (keyword === 'HOLDUNTIL' && value !== true) out.holdUntil = parseHoldUntil(value);
    else if (keyword === 'REQUIRETLS' && value === true) out.requireTls = true;
    else if (keyword === 'AUTH' && value !== true)
      continue; // RFC 4954 5: trusted from nobody, so read and dropped.
    else
      throw unusable(keyword, [
        'SIZE',
        'BODY',
        'SMTPUTF8',
        'RET',
        'ENVID',
        'HOLDFOR',
        'HOLDUNTIL',
        'REQUIRETLS',
        'AUTH',
      ]);
  }
  // RFC 4865 4
  if (out.holdFor !== undefined && out.holdUntil)
    throw new ParameterError(501, 'HOLDFOR and HOLDUNTIL exclude each other');
  return out;
}

/** The parameters of RCPT TO that we know: RFC 3461 NOTIFY and ORCPT. */
export function rcptParameters(parameters: Parameters): RcptParameters {
  const out: { -readonly [K in keyof RcptParameters]: RcptParameters[K] } = {};
  for (const [keyword, value] of parameters) {
    if (keyword === 'NOTIFY' && value !== true) out.notify = parseNotify(value);
    else if (keyword === 'ORCPT' && value !== true) out.orcpt = parseOrcpt(value);
    else throw unusable(keyword, ['NOTIFY', 'ORCPT']);
  }
  return out;
}

function unusable(keyword: string, known: readonly string[]): ParameterError {
  return known.includes(keyword)
    ? new ParameterError(501, `${keyword} is malformed`)
    : new ParameterError(555, `${keyword} is not supported`);
}

function bodyType(value: string): BodyType {
  const upper = value.toUpperCase();
  if (upper === '7BIT' || upper === '8BITMIME' || upper === 'BINARYMIME') return upper;
  throw new ParameterError(501, 'BODY is malformed');
}

function returned(value: string): 'FULL' | 'HDRS' {
  const upper = value.toUpperCase();
  if (upper === 'FULL' || upper === 'HDRS') return upper;
  throw new ParameterError(501, 'RET is malformed');
}

function envelopeId(value: string): string {
  const decoded = value.length <= 100 ? decodeXtext(value) : undefined;
  // RFC 3461 4.4: the decoded id is printable; anything else would break the report's Original-Envelope-Id.
  if (decoded === undefined || !/^[ -~]+$/.test(decoded)) throw new ParameterError(501, 'ENVID is malformed');
  return decoded;
}

/** RFC 3461 4.1: NEVER alone, or a list of the others. */
export function parseNotify(value: string): readonly Notify[] {
  const words = value.toUpperCase().split(',');
  const known = words.every((word) => ['NEVER', 'SUCCESS', 'FAILURE', 'DELAY'].includes(word));
  if (!known || (words.includes('NEVER') && words.length > 1)) throw new ParameterError(501, 'NOTIFY is malformed');
  return [...new Set(words)] as Notify[];
}

/** RFC 3461 4.2 and RFC 6533 4: `addr-type;xtext`, utf-8 addresses in their own encoding. */
export function parseOrcpt(value: string): OriginalRecipient {
  const match = value.length <= 500 ? /^([A-Za-z0-9-]+);(.+)$/.exec(value) : null;
  const type = match?.[1]?.toLowerCase();
  const text = match?.[2] ?? '';
  const address = type === 'utf-8' ? decodeUtf8Addr(text) : decodeXtext(text);
  if (type === undefined || address === undefined || /\p{Cc}/u.test(address)) {
    throw new ParameterError(501, 'ORCPT is malformed');
  }
  return { type, address };
}

/** Writes ORCPT's value for the wire; addresses that are not ASCII go as `utf-8`. */
export function formatOrcpt({ type, address }: OriginalRecipient): string {
  return /[^\0-\x7f]/.test(address) ? `utf-8;${encodeUtf8AddrXtext(address)}` : `${type};${encodeXtext(address)}`;
}
