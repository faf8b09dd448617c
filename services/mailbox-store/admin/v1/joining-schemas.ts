import Type from 'typebox';

export const JoinMode = Type.Enum(['closed', 'open', 'invitation', 'approval'], {
  description:
    'Who gets a mailbox: nobody, anybody, those with an invitation code, or those whom the operator approves.',
});

/** The smallest quota, with room for the welcome mail. */
const MIN_QUOTA = 1024 * 1024;

export const JoinPolicy = Type.Object(
  {
    mode: JoinMode,
    names: Type.Enum(['ascii', 'any'], {
      default: 'ascii',
      description:
        'Letters in names: a to z only, or those of any one script; servers without SMTPUTF8 cannot send to the latter.',
    }),
    reserved: Type.Array(Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\u0000-\\u001f\\u007f@]*$' }), {
      maxItems: 1_000,
      default: [],
      description: 'Names that nobody gets, in addition to postmaster, admin and the like.',
    }),
    quotaBytes: Type.Union([Type.Integer({ minimum: MIN_QUOTA, maximum: Number.MAX_SAFE_INTEGER }), Type.Null()], {
      default: null,
      description: 'The quota of those who join, in octets, at least 1 MiB; null is unlimited.',
    }),
    overCatchAll: Type.Boolean({
      default: false,
      description: 'Whether people may take names whose mail goes to the catch-all of the domain until then.',
    }),
  },
  { additionalProperties: false },
);
