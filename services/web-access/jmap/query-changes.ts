import { Arguments, type Method, MethodError } from '@postroom/jmap';
import { accountOf, type Context } from './context.ts';

/**
 * A /queryChanges method (RFC 8620 5.6). What has changed in a result is not worked out: queries say canCalculateChanges false, and a
 * client asks again for the part that it shows (docs/decisions/0029).
 */
export function queryChangesMethod(type: 'Email' | 'Mailbox' | 'EmailSubmission', capability: string): Method<Context> {
  return {
    name: `${type}/queryChanges`,
    capability,
    run(context, args) {
      const read = new Arguments(args);
      accountOf(context, read.accountId());
      read.requiredString('sinceQueryState');
      for (const name of ['filter', 'sort', 'maxChanges', 'upToId', 'calculateTotal', 'collapseThreads'])
        read.value(name);
      read.end();
      throw new MethodError('cannotCalculateChanges', 'Ask again for the part of the result that is shown');
    },
  };
}
