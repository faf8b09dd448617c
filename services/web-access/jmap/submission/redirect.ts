import { isAccepted } from '@postroom/blobs';
import { findDomainOf, notTheirs, onBehalfOf } from '@postroom/directory';
import { provenSender } from '@postroom/intake';
import { invalidProperties, isObject, type Json, SetError } from '@postroom/jmap';
import type { Email } from '@postroom/mailbox';
import { fieldValue, parseAddresses, parseHeader } from '@postroom/mime';
import type { EmailAddress, Identity, SubmissionEnvelope } from '@postroom/sending';
import { formatDateTime, normaliseDomain } from '@postroom/smtp';
import { isTraced } from '@postroom/transit';
import type { Context } from '../context.ts';
import { isAddress } from '../email/create/addresses.ts';
import { foldField } from '../email/create/fold-field.ts';
import { headerFields } from '../email/create/header-fields.ts';

/** More authors than any message has. */
const MAX_AUTHORS = 50;

/** The longest name before an address, in characters. */
const MAX_NAME = 1_000;

/** The wish to pass an email on unchanged (docs/decisions/0250-redirect.md). */
export interface Redirect {
  readonly identity: Identity;
  /** The addresses of `resentTo`. */
  readonly to: readonly EmailAddress[];
  /** Whether the user writes on behalf of the identity: then the envelope is the user's own, and Resent-Sender says so. */
  readonly isOnBehalf: boolean;
}

/** Checks whether the user may pass an email on by that identity. Throws SetError. */
export async function readRedirect(context: Context, email: Email, identity: Identity, to: Json): Promise<Redirect> {
  if (email.keywords.includes('$draft'))
    throw invalidProperties(['emailId'], 'A draft cannot be redirected: send it instead');
  const { services, login } = context;
  const { pool } = services.store;
  const others = await notTheirs(pool, login, [identity.email]);
  const isOnBehalf = others.length > 0;
  if (isOnBehalf && (await onBehalfOf(pool, login.accountId, others)).size === 0)
    throw new SetError('forbiddenFrom', 'You may not send as that address');
  await requireGenuine(context, email, identity);
  return { identity, to: readAddresses(to), isOnBehalf };
}

/**
 * Throws forbiddenFrom where somebody could write under another's name: the email must be the user's own or have come here as a mail. If
 * the author's domain is ours, or related to the envelope's, the author must be proven, too.
 */
async function requireGenuine({ services, login }: Context, email: Email, identity: Identity): Promise<void> {
  const { pool } = services.store;
  const header = email.header ?? Buffer.alloc(0);
  const authors = authorsOf(header);
  const areFew = authors.length > 0 && authors.length <= MAX_AUTHORS;
  if (areFew && (await notTheirs(pool, login, authors)).length === 0) return;
  // Older mail has no mark of acceptance, only its trace.
  if (!(await isAccepted(pool, email.blobId)) && !(await isTraced(pool, email.blobId)))
    throw new SetError('forbiddenFrom', 'It was not received as mail, and you are not its author');
  const domains = authors.map((address) => normaliseDomain(domainOf(address)) ?? '');
  const own = [identity.email, login.address].map((address) => normaliseDomain(domainOf(address)) ?? '');
  for (const domain of domains) {
    const isNear = own.some((one) => areRelated(one, domain));
    if (!isNear && (await findDomainOf(pool, domain)) === null) continue;
    const proof = domains.length === 1 ? provenSender(header, domain, services.intake.hostname)?.proof : undefined;
    if (proof !== 'own' && proof !== 'proven')
      throw new SetError('forbiddenFrom', 'It is not proven that it is from its author');
  }
}

/** Reads addresses that will stand in a header field. Throws invalidProperties. */
function readAddresses(value: Json): EmailAddress[] {
  if (!Array.isArray(value) || !value.every(isAddressObject))
    throw invalidProperties(['resentTo'], 'It must be a list of objects with email, and name or null');
  return value.map(({ name = null, email }) => ({ name, email }));
}

function isAddressObject(value: Json): value is { name?: string | null; email: string } {
  if (!isObject(value)) return false;
  const { name = null, email } = value;
  return (name === null || (typeof name === 'string' && name.length <= MAX_NAME)) && isAddress(email);
}

function authorsOf(header: Buffer): string[] {
  const fields = parseHeader(header).filter(({ name }) => name === 'from');
  const found = fields.flatMap((field) => parseAddresses(fieldValue(header, field), MAX_AUTHORS + 1));
  return found.flatMap(({ mailbox, host }) => (host === null ? [] : [`${mailbox}@${host}`]));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** Whether two names may belong to one organisation (RFC 9989 3.2.10.1). Without a list of public suffixes it says yes too often. */
function areRelated(one: string, other: string): boolean {
  const last = (name: string): string => name.split('.').slice(-2).join('.');
  return last(one) === last(other);
}

/** Returns the envelope for a redirect when the client gives none. */
export function redirectEnvelope({ identity, to, isOnBehalf }: Redirect, own: string): SubmissionEnvelope {
  const emails = new Set(to.map(({ email }) => email));
  return {
    mailFrom: { email: isOnBehalf ? own : identity.email, parameters: null },
    rcptTo: [...emails].map((email) => ({ email, parameters: null })),
  };
}

/** Returns the header fields to put on top of the email (RFC 5322 3.6.6). Throws SetError. */
export function resentFields(
  { identity, to, isOnBehalf }: Redirect,
  { mailId, hostname, own, date }: { mailId: string; hostname: string; own: string; date: Date },
): Buffer {
  const people = (name: string, value: readonly EmailAddress[]): { name: string; value: string }[] =>
    headerFields(`header:${name}:asAddresses`, value as unknown as Json) ?? [];
  const fields = [
    ...people('Resent-From', [{ name: identity.name || null, email: identity.email }]),
    ...(isOnBehalf ? people('Resent-Sender', [{ name: null, email: own }]) : []),
    ...people('Resent-To', to).filter(({ value }) => value !== ''),
    { name: 'Resent-Date', value: formatDateTime(date) },
    { name: 'Resent-Message-ID', value: `<${mailId}@${hostname}>` },
  ];
  return Buffer.from(fields.map(({ name, value }) => foldField(name, value)).join(''));
}
