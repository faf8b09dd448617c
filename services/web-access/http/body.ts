import { MailError } from '@postroom/types';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** Checks a JSON body against a schema and returns it. Throws invalid, with the place where the body is wrong. */
export function readBody<Schema extends TSchema>(schema: Schema, body: unknown): Static<Schema> {
  if (Value.Check(schema, body)) return body as Static<Schema>;
  const [first] = Value.Errors(schema, body);
  throw new MailError(
    'invalid',
    `The body is invalid${first ? ` at ${first.instancePath || '/'}: ${first.message}` : ''}`,
  );
}
