import type { NameFault, PasswordFault } from '@postroom/directory';
import type { JoinFault } from '@postroom/joining';
import { ProblemError } from '../http/errors.ts';

export type Fault =
  | JoinFault
  | `name-${NameFault}`
  | `password-${PasswordFault}`
  | 'proof-wrong'
  | 'proof-expired'
  | 'proof-spent'
  | 'too-many';

const STATUS: Readonly<Partial<Record<Fault, number>>> = {
  closed: 403,
  'name-taken': 409,
  'name-reserved': 409,
  'code-wrong': 403,
  'code-over': 403,
  'too-many': 429,
  'too-many-pending': 503,
};

/** Returns the refusal of an application, with a type for which the page has a text. @param seconds after which another try may succeed */
export function problem(fault: Fault, seconds?: number): ProblemError {
  const detail = `The application is refused: ${fault}`;
  return new ProblemError({ type: `urn:postroom:join:${fault}`, status: STATUS[fault] ?? 400, detail }, seconds);
}
