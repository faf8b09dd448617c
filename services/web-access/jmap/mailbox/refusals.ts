import { invalidProperties, specialUseOf } from '@postroom/jmap';
import { isMailError, type SpecialUse } from '@postroom/types';

/** Returns the special use for a role. Throws invalidProperties. */
export function useOf(role: string | null): SpecialUse | null {
  if (role === null) return null;
  const use = specialUseOf(role);
  if (use === undefined) throw invalidProperties(['role'], `The role ${role.slice(0, 100)} cannot be set`);
  return use as SpecialUse;
}

/** Turns the refusal of a role into invalidProperties: two mailboxes never have the same role (RFC 8621 2). */
export function refuseRole(error: unknown): never {
  if (isMailError(error, 'cannot')) throw invalidProperties(['role'], error.message);
  throw error;
}

export function refuseName(error: unknown): never {
  if (isMailError(error, 'bad-mailbox-name')) throw invalidProperties(['name'], error.message);
  throw error;
}
