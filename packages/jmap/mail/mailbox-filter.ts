import { invalidArgument, MethodError } from '../errors/method-error.ts';
import type { JsonObject } from '../values/json.ts';

/** RFC 8621 2.3: all that are given must hold. */
export interface MailboxCondition {
  /** Null: at the top. */
  readonly parentId?: string | null;
  readonly name?: string;
  /** Null: with none. */
  readonly role?: string | null;
  readonly hasAnyRole?: boolean;
  readonly isSubscribed?: boolean;
}

/** Throws unsupportedFilter, invalidArguments. */
export function readMailboxCondition(condition: JsonObject): MailboxCondition {
  for (const [name, value] of Object.entries(condition)) {
    const fits = TYPES.get(name);
    if (!fits) throw new MethodError('unsupportedFilter', `There is no filter ${name.slice(0, 100)}`);
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
