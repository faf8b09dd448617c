import Type from 'typebox';

export const JoinMode = Type.Enum(['closed', 'open', 'invitation', 'approval'], {
  description: 'Who gets a mailbox: nobody, whoever asks, who has a code, or whom the operator approves.',
});

/** The smallest quota, with room for the welcome mail. */
const MIN_QUOTA = 1024 * 1024;

export const JoinPolicy = Type.Object(
  {
    mode: JoinMode,
    names: Type.Enum(['ascii', 'any'], {
      default: 'ascii',
      description: 'Letters of names: a to z, or of one script of any, which servers without SMTPUTF8 cannot write to.',
    }),
    reserved: Type.Array(Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\u0000-\\u001f\\u007f@]*$' }), {
      maxItems: 1_000,
      default: [],
      description: 'Names that nobody gets, besides postmaster, admin and their like.',
    }),
    quotaBytes: Type.Union([Type.Integer({ minimum: MIN_QUOTA, maximum: Number.MAX_SAFE_INTEGER }), Type.Null()], {
      default: null,
      description: 'Of whoever joins, octets, at least 1 MiB; null is unlimited.',
    }),
    overCatchAll: Type.Boolean({
      default: false,
      description: "Whether names are given whose mail the domain's catch-all has had.",
    }),
  },
  { additionalProperties: false },
);
