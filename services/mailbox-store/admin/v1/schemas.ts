import { MAX_FORWARD_TARGETS } from '@postroom/directory';
import Type, { type Static } from 'typebox';

/** Schemas that several resources of the admin API share. */

// Without control characters: PostgreSQL text cannot hold NUL, and no text here needs the others.
export const text = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$', description });

export const Address = text(320, 'local@domain');
export const AliasAddress = text(320, 'local@domain, or @domain for a catch-all');
export const DomainName = text(255, 'A domain name, Unicode or xn--.');
export const DisplayName = Type.String({ maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });
export const Password = Type.String({ minLength: 1, maxLength: 1024 });
export const QuotaBytes = Type.Union([Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), Type.Null()], {
  description: 'Octets of all messages together; null is unlimited.',
});
export const Id = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  description: 'A UUID.',
});
export const NumberId = Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: 'A number.' });
export const Query = text(
  1_000,
  'A Message-ID, a mail id, the address of a sender, recipient or login, or the IP address of a client.',
);

/** A time; a Date in the handler, ISO 8601 in JSON. */
export const Time = Type.Unsafe<Date>({ type: 'string', format: 'date-time' });

export const Limit = Type.Integer({
  minimum: 1,
  maximum: 1_000,
  default: 100,
  description: 'The most entries of a page.',
});
export const After = text(400, 'The `next` of the previous page.');
export const NumberAfter = Type.String({ pattern: '^[0-9]{1,15}$', description: 'The `next` of the previous page.' });
export const Next = Type.Union([Type.String(), Type.Null()], {
  description: 'Where the next page begins; null on the last page.',
});

export const Nothing = Type.Null({ description: 'Done.' });

export const Forwarding = Type.Object(
  {
    targets: Type.Array(Address, {
      minItems: 1,
      maxItems: MAX_FORWARD_TARGETS,
      description: 'Addresses on this platform or elsewhere.',
    }),
    keep: Type.Boolean({ default: false, description: 'Whether a copy is kept here as well.' }),
  },
  { additionalProperties: false },
);
export const Account = Type.Object({
  id: Type.Integer(),
  address: Type.String(),
  displayName: Type.String(),
  status: Type.Enum(['active', 'suspended']),
  quotaBytes: QuotaBytes,
  usedBytes: Type.Integer(),
  messageCount: Type.Integer(),
  createdAt: Time,
  forwarding: Type.Union([Forwarding, Type.Null()], {
    description: 'Where its mail is forwarded to; null when it is not.',
  }),
  leavesAt: Type.Union([Time, Type.Null()], {
    description: 'When it is deleted because its owner requested it; null: never.',
  }),
});

/** Cuts a page out of `limit + 1` rows; the additional row only tells that there are more. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => string,
): { rows: Row[]; next: Static<typeof Next> } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last !== undefined ? key(last) : null };
}
