import { invalidArgument, MethodError } from '../errors/method-error.ts';
import type { JsonObject } from '../values/json.ts';

/** A condition of RFC 8621 2.3: all given properties must match. */
export interface MailboxCondition {
  /** Null matches mailboxes at the top level. */
  readonly parentId?: string | null;
  readonly name?: string;
  /** Null matches mailboxes without a role. */
  readonly role?: string | null;
  readonly hasAnyRole?: boolean;
  readonly isSubscribed?: boolean;
}

/** Reads one condition. Throws unsupportedFilter, invalidArguments. */
export function readMailboxCondition(condition: JsonObject): MailboxCondition {
  for (const [name, value] of Object.entries(condition)) {
    const fits = TYPES.get(name);
    if (!fits) throw new MethodError('unsupportedFilter', `Unknown filter property ${name.slice(0, 100)}`);
    if (!fits.includes(value === null ? 'null' : typeof value))
      throw invalidArgument('filter', `${name} has the wrong type`);
  }
  return condition as MailboxCondition;
}

const TYPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['parentId', ['string', 'null']],
  ['name', ['string']],
  ['role', ['string', 'null']],
  ['hasAnyRole', ['boolean']],
  ['isSubscribed', ['boolean']],
]);

export const MAILBOX_SORT_PROPERTIES = ['name', 'sortOrder'] as const;
