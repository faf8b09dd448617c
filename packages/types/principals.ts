/** Groups have their numbers from here on, accounts below. */
export const FIRST_GROUP_ID = 1_000_000_000_000;

/** Whether the number of one who may use a mailbox is that of a group, not of an account. */
export function isGroupId(id: number): boolean {
  return id >= FIRST_GROUP_ID;
}
