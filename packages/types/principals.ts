/** The lowest id of a group; the ids of accounts are lower. */
export const FIRST_GROUP_ID = 1_000_000_000_000;

/** Returns whether an id is that of a group and not of an account. */
export function isGroupId(id: number): boolean {
  return id >= FIRST_GROUP_ID;
}
