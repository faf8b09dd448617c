import { LANGUAGES } from '@postroom/joining';
import Type from 'typebox';
import { MAX_SOLUTION, PUZZLES } from './proof.ts';

const NO_CONTROLS = '^[^\\u0000-\\u001f\\u007f-\\u009f]*$';
const Name = Type.String({ maxLength: 256 });
const Domain = Type.String({ maxLength: 255 });

export const NameQuestion = Type.Object({ name: Name, domain: Domain }, { additionalProperties: false });

export const ApplicationBody = Type.Object(
  {
    name: Name,
    domain: Domain,
    password: Type.String({ maxLength: 1_024 }),
    displayName: Type.String({ maxLength: 200, pattern: NO_CONTROLS }),
    language: Type.Enum([...LANGUAGES]),
    code: Type.Optional(Type.String({ maxLength: 100 })),
    reason: Type.Optional(
      Type.String({ maxLength: 1_000, pattern: '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]*$' }),
    ),
    proof: Type.Object(
      {
        challenge: Type.String({ maxLength: 200 }),
        solutions: Type.Array(Type.Integer({ minimum: 0, maximum: MAX_SOLUTION }), { maxItems: PUZZLES }),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);

export const StateQuestion = Type.Object({ token: Type.String({ maxLength: 100 }) }, { additionalProperties: false });
