import { type DeliverBy, parseDeliverBy } from './deliver-by.ts';
import { parseHoldFor } from './future-release/hold-for.ts';
import { parseHoldUntil } from './future-release/hold-until.ts';
import { parseMtPriority } from './mt-priority.ts';
import { ParameterError } from './parameter-error.ts';
import { type Parameters, unusable } from './parameters.ts';
import { decodeXtext } from './xtext.ts';

export type BodyType = '7BIT' | '8BITMIME' | 'BINARYMIME';

export interface MailParameters {
  readonly size?: number;
  readonly body?: BodyType;
  readonly smtpUtf8?: boolean;
  readonly ret?: 'FULL' | 'HDRS';
  readonly envid?: string;
  readonly requireTls?: boolean;
  /** Seconds from the acceptance of the message; excludes holdUntil. */
  readonly holdFor?: number;
  readonly holdUntil?: Date;
  readonly deliverBy?: DeliverBy;
  /** -9 to 9; 0 is the usual priority, higher ones go first. */
  readonly priority?: number;
  /** Set when AUTH names a submitter; who that is, is not kept. */
  readonly submitted?: true;
}

/** Parameters with a value: RFC 1870 SIZE, 6152 BODY, 3461 RET and ENVID, 4954 AUTH, 2852 BY, 4865 HOLDFOR and HOLDUNTIL, 6710 MT-PRIORITY. */
const WITH_VALUE: ReadonlyMap<string, (value: string) => MailParameters> = new Map([
  ['SIZE', (value: string): MailParameters => ({ size: messageSize(value) })],
  ['BODY', (value) => ({ body: bodyType(value) })],
  ['RET', (value) => ({ ret: returned(value) })],
  ['ENVID', (value) => ({ envid: envelopeId(value) })],
  ['BY', (value) => ({ deliverBy: parseDeliverBy(value) })],
  ['HOLDFOR', (value) => ({ holdFor: parseHoldFor(value) })],
  ['HOLDUNTIL', (value) => ({ holdUntil: parseHoldUntil(value) })],
  ['MT-PRIORITY', (value) => ({ priority: parseMtPriority(value) })],
  ['AUTH', (value) => submitter(value)],
]);

/** Parameters without a value: RFC 6531 SMTPUTF8, 8689 REQUIRETLS. */
const ALONE: ReadonlyMap<string, MailParameters> = new Map([
  ['SMTPUTF8', { smtpUtf8: true }],
  ['REQUIRETLS', { requireTls: true }],
]);

const KNOWN = [...WITH_VALUE.keys(), ...ALONE.keys()];

/** Reads the known parameters of MAIL FROM. Throws ParameterError. */
export function mailParameters(parameters: Parameters): MailParameters {
  let out: MailParameters = {};
  for (const [keyword, value] of parameters) {
    const read = value === true ? ALONE.get(keyword) : WITH_VALUE.get(keyword)?.(value);
    if (!read) throw unusable(keyword, KNOWN);
    out = { ...out, ...read };
  }
  // RFC 4865 4: HOLDFOR and HOLDUNTIL exclude each other.
  if (out.holdFor !== undefined && out.holdUntil)
    throw new ParameterError(501, 'HOLDFOR and HOLDUNTIL cannot be combined');
  return out;
}

function messageSize(value: string): number {
  if (!/^\d{1,20}$/.test(value)) throw new ParameterError(501, 'SIZE is malformed');
  return Number(value);
}

function bodyType(value: string): BodyType {
  const upper = value.toUpperCase();
  if (upper === '7BIT' || upper === '8BITMIME' || upper === 'BINARYMIME') return upper;
  throw new ParameterError(501, 'BODY is malformed');
}

/** RFC 4954 5: no client's claim is trusted, so the name is not kept. */
function submitter(value: string): MailParameters {
  if (decodeXtext(value) === undefined) throw new ParameterError(501, 'AUTH is malformed');
  return { submitted: true };
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
