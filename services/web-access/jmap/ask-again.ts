import { Arguments, type Method, MethodError, readQueryChanges } from '@postroom/jmap';
import { accountOf, type Context } from './context.ts';

/**
 * RFC 8620 5.6, for a type of which a query says canCalculateChanges false: what has changed in a result is not worked out, and a
 * client asks again for the part that it shows.
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
      throw new MethodError('cannotCalculateChanges', 'Ask again for the part of the result that is shown');
    },
  };
}
