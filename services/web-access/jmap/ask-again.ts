import { Arguments, type Method, MethodError, readQueryChanges } from '@postroom/jmap';
import { accountOf, type Context } from './context.ts';

/**
 * Makes the /queryChanges method (RFC 8620 5.6) of a type whose queries say canCalculateChanges: false. It always throws
 * cannotCalculateChanges; clients query again for the part they show.
 */
export function askAgain(name: string, capability: string): Method<Context> {
  return {
    name,
    capability,
    async run(context, args) {
      const read = new Arguments(args);
      await accountOf(context, read.accountId());
      readQueryChanges(read);
      for (const argument of ['filter', 'sort', 'calculateTotal']) read.value(argument);
      read.end();
      throw new MethodError('cannotCalculateChanges', 'Changes cannot be calculated: query again');
    },
  };
}
