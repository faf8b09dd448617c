import { MAX_HOLD_SECONDS } from '@postroom/intake';
import { invalidProperties, isObject, type Json, type JsonObject, readUtcDate, SetError } from '@postroom/jmap';
import type { EnvelopeAddress, SubmissionEnvelope } from '@postroom/sending';
import { type MailParameters, parseMailbox, parseNotify, type RcptParameters } from '@postroom/smtp';

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

/** Reads the envelope that a client gives (RFC 8621 7). Throws SetError. */
export function readEnvelope(value: Json, { maxRecipients, now }: { maxRecipients: number; now: Date }): ReadEnvelope {
  if (!isObject(value) || !isObject(value.mailFrom) || !Array.isArray(value.rcptTo)) {
    throw invalidProperties(['envelope'], 'An envelope needs mailFrom and rcptTo');
  }
  const mailFrom = readAddress(value.mailFrom);
  if (parseMailbox(mailFrom.email) === undefined)
    throw new SetError('forbiddenMailFrom', 'mailFrom is not an address that you may send from');
  if (value.rcptTo.length > maxRecipients) throw tooMany(maxRecipients);
  return envelopeOf({ mailFrom, rcptTo: value.rcptTo.map(readAddress) }, { maxRecipients, now });
}

/** Checks an envelope and reads its parameters. Throws SetError. */
export function envelopeOf(
  { mailFrom, rcptTo }: SubmissionEnvelope,
  { maxRecipients, now }: { maxRecipients: number; now: Date },
): ReadEnvelope {
  if (rcptTo.length > maxRecipients) throw tooMany(maxRecipients);
  if (rcptTo.length === 0) throw new SetError('noRecipients', 'It has no recipients');
  const wrong = rcptTo.filter(({ email }) => parseMailbox(email) === undefined).map(({ email }) => email);
  if (wrong.length > 0) throw invalidRecipients(wrong, 'These are not valid addresses');
  return {
    envelope: { mailFrom, rcptTo },
    ...readMailParameters(mailFrom, now),
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

/** RFC 3461 4.3, 4.4 and RFC 4865 2, 4; parameters that describe the message are accepted and ignored, since we see the message itself. */
function readMailParameters(
  { parameters }: EnvelopeAddress,
  now: Date,
): Pick<ReadEnvelope, 'parameters' | 'holdUntil'> {
  const read: { envid?: string; ret?: 'FULL' | 'HDRS' } = {};
  const holds: Date[] = [];
  for (const [name, value] of Object.entries(parameters ?? {})) {
    switch (name.toUpperCase()) {
      case 'RET': {
        const ret = value?.toUpperCase();
        if (ret !== 'FULL' && ret !== 'HDRS') throw wrong(name);
        read.ret = ret;
        break;
      }
      case 'ENVID':
        if (value === null || !/^[ -~]{1,100}$/.test(value)) throw wrong(name);
        read.envid = value;
        break;
      case 'HOLDFOR':
        if (value === null || !/^\d{1,9}$/.test(value)) throw wrong(name);
        holds.push(new Date(now.getTime() + Number(value) * 1_000));
        break;
      case 'HOLDUNTIL': {
        const until = readUtcDate(value);
        if (until === undefined) throw wrong(name);
        holds.push(until);
        break;
      }
      case 'SIZE':
      case 'BODY':
      case 'SMTPUTF8':
        break;
      default:
        throw wrong(name);
    }
  }
  const [holdUntil = null] = holds;
  if (holds.length > 1 || (holdUntil?.getTime() ?? 0) > now.getTime() + MAX_HOLD_SECONDS * 1_000) throw wrong('HOLD');
  return { parameters: read, holdUntil: holdUntil && holdUntil > now ? holdUntil : null };
}

/** RFC 3461 4.1, 4.2: JMAP gives the values already decoded (RFC 8621 7). */
function readRcptParameters({ parameters }: EnvelopeAddress): RcptParameters {
  const read: { -readonly [Name in keyof RcptParameters]: RcptParameters[Name] } = {};
  for (const [name, value] of Object.entries(parameters ?? {})) {
    const known = name.toUpperCase();
    if (known === 'NOTIFY' && value !== null) {
      try {
        read.notify = parseNotify(value);
      } catch {
        throw wrong(name);
      }
    } else if (known === 'ORCPT' && value !== null) {
      const [, type = '', address = ''] = /^([A-Za-z0-9-]+);(\P{Cc}+)$/u.exec(value) ?? [];
      if (address === '') throw wrong(name);
      read.orcpt = { type: type.toLowerCase(), address };
    } else throw wrong(name);
  }
  return read;
}

function wrong(name: string): SetError {
  return invalidProperties(['envelope'], `The parameter ${name.slice(0, 40)} is unknown or invalid`);
}
