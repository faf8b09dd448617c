import { MAX_HOLD_SECONDS } from '@postroom/intake';
import { invalidProperties, isObject, type Json, type JsonObject, SetError } from '@postroom/jmap';
import type { EnvelopeAddress, SubmissionEnvelope } from '@postroom/sending';
import {
  encodeXtext,
  type MailParameters,
  mailParameters,
  ParameterError,
  parseMailbox,
  parseNotify,
  type RcptParameters,
} from '@postroom/smtp';

/** The longest value of a parameter; no grammar allows a longer one. */
const MAX_PARAMETER = 500;

/** An envelope as the queue takes it. */
export interface ReadEnvelope {
  readonly envelope: SubmissionEnvelope;
  readonly parameters: Pick<MailParameters, 'envid' | 'ret'>;
  /** When the mail is to be sent (RFC 4865); null for at once. */
  readonly holdUntil: Date | null;
  readonly recipients: readonly { readonly address: string; readonly parameters: RcptParameters }[];
}

/** What an envelope is measured by. */
export interface EnvelopeBounds {
  readonly maxRecipients: number;
  readonly maxMessageBytes: number;
  readonly now: Date;
}

/** Reads the envelope that a client gives (RFC 8621 7). Throws SetError. */
export function readEnvelope(value: Json, bounds: EnvelopeBounds): ReadEnvelope {
  if (!isObject(value) || !isObject(value.mailFrom) || !Array.isArray(value.rcptTo)) {
    throw invalidProperties(['envelope'], 'An envelope needs mailFrom and rcptTo');
  }
  const mailFrom = readAddress(value.mailFrom);
  if (parseMailbox(mailFrom.email) === undefined)
    throw new SetError('forbiddenMailFrom', 'mailFrom is not an address that you may send from');
  if (value.rcptTo.length > bounds.maxRecipients) throw tooMany(bounds.maxRecipients);
  return envelopeOf({ mailFrom, rcptTo: value.rcptTo.map(readAddress) }, bounds);
}

/** Checks an envelope and reads its parameters. Throws SetError. */
export function envelopeOf({ mailFrom, rcptTo }: SubmissionEnvelope, bounds: EnvelopeBounds): ReadEnvelope {
  if (rcptTo.length > bounds.maxRecipients) throw tooMany(bounds.maxRecipients);
  if (rcptTo.length === 0) throw new SetError('noRecipients', 'It has no recipients');
  const wrong = rcptTo.filter(({ email }) => parseMailbox(email) === undefined).map(({ email }) => email);
  if (wrong.length > 0) throw invalidRecipients(wrong, 'These are not valid addresses');
  return {
    envelope: { mailFrom, rcptTo },
    ...readMailParameters(mailFrom, bounds),
    recipients: rcptTo.map((address) => ({ address: address.email, parameters: readRcptParameters(address) })),
  };
}

function tooMany(maxRecipients: number): SetError {
  return new SetError('tooManyRecipients', `A message can have at most ${maxRecipients} recipients`, { maxRecipients });
}

/** RFC 8621 7.5. */
export function invalidRecipients(addresses: readonly string[], why: string): SetError {
  return new SetError('invalidRecipients', why, { invalidRecipients: addresses.slice(0, 1_000) });
}

function readAddress(value: Json): EnvelopeAddress {
  if (!isObject(value)) throw invalidProperties(['envelope'], 'An address must be an object');
  const { email, parameters = null } = value;
  if (typeof email !== 'string' || email.length > 1_000)
    throw invalidProperties(['envelope'], 'An address needs an email');
  if (parameters !== null && !isParameters(parameters))
    throw invalidProperties(['envelope'], 'Parameters must be an object of strings and nulls');
  return { email, parameters };
}

function isParameters(value: Json): value is Record<string, string | null> & JsonObject {
  return (
    isObject(value) &&
    Object.keys(value).length <= 20 &&
    Object.values(value).every((each) => each === null || (typeof each === 'string' && each.length <= MAX_PARAMETER))
  );
}

/** RFC 1870, 3461 4.3, 4.4, 4865, 6152, 6531. Extensions that the session does not announce are refused. */
const MAIL_PARAMETERS = ['SIZE', 'BODY', 'SMTPUTF8', 'RET', 'ENVID', 'HOLDFOR', 'HOLDUNTIL'];

/**
 * Reads the parameters of mailFrom by the grammar of MAIL FROM. Those that describe the message are checked and then ignored, since we see
 * the message itself.
 */
function readMailParameters(
  address: EnvelopeAddress,
  { maxMessageBytes, now }: EnvelopeBounds,
): Pick<ReadEnvelope, 'parameters' | 'holdUntil'> {
  const given = byKeyword(address);
  for (const keyword of given.keys()) if (!MAIL_PARAMETERS.includes(keyword)) throw wrong(keyword);
  const envid = given.get('ENVID');
  // RFC 8621 7: JMAP gives the values decoded.
  if (typeof envid === 'string') given.set('ENVID', encodeXtext(envid));
  const { size = 0, ret, envid: id, holdFor, holdUntil } = asInvalid(() => mailParameters(given));
  if (size > maxMessageBytes) throw wrong('SIZE');
  const until = holdFor === undefined ? (holdUntil ?? null) : new Date(now.getTime() + holdFor * 1_000);
  if (until && until.getTime() > now.getTime() + MAX_HOLD_SECONDS * 1_000) throw wrong('HOLD');
  return {
    parameters: { ...(ret && { ret }), ...(id !== undefined && { envid: id }) },
    holdUntil: until && until > now ? until : null,
  };
}

/** RFC 3461 4.1, 4.2: JMAP gives the values already decoded (RFC 8621 7). */
function readRcptParameters(address: EnvelopeAddress): RcptParameters {
  const read: { -readonly [Name in keyof RcptParameters]: RcptParameters[Name] } = {};
  for (const [keyword, value] of byKeyword(address)) {
    if (keyword === 'NOTIFY' && value !== true) {
      read.notify = asInvalid(() => parseNotify(value));
    } else if (keyword === 'ORCPT' && value !== true) {
      const [, type = '', original = ''] = /^([A-Za-z0-9-]+);(\P{Cc}+)$/u.exec(value) ?? [];
      if (original === '') throw wrong(keyword);
      read.orcpt = { type: type.toLowerCase(), address: original };
    } else throw wrong(keyword);
  }
  return read;
}

/** Returns the parameters by their keywords in upper case; true for null, which means no value (RFC 8621 7). */
function byKeyword({ parameters }: EnvelopeAddress): Map<string, string | true> {
  const found = new Map<string, string | true>();
  for (const [name, value] of Object.entries(parameters ?? {})) {
    const keyword = name.toUpperCase();
    if (found.has(keyword)) throw wrong(keyword);
    found.set(keyword, value ?? true);
  }
  return found;
}

function asInvalid<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof ParameterError ? invalidProperties(['envelope'], error.message) : error;
  }
}

function wrong(keyword: string): SetError {
  return invalidProperties(['envelope'], `The parameter ${keyword.slice(0, 40)} is unknown or invalid`);
}
