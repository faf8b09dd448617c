import { invalidArgument } from '../errors/method-error.ts';
import type { Arguments } from './arguments.ts';

/** The arguments of RFC 8620 5.2. */
export interface ChangesArguments {
  readonly accountId: string;
  readonly sinceState: string;
  readonly maxChanges: number | null;
}

/** Reads the arguments of a /changes method. Throws invalidArguments. */
export function readChanges(args: Arguments): ChangesArguments {
  const accountId = args.accountId();
  const sinceState = args.requiredString('sinceState');
  const maxChanges = args.unsignedInt('maxChanges');
  // RFC 8620 5.2: maxChanges MUST be greater than 0.
  if (maxChanges === 0) throw invalidArgument('maxChanges', 'it must be positive');
  args.end();
  return { accountId, sinceState, maxChanges };
}
