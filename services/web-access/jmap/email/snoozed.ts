import {
  formatId,
  formatUtcDate,
  invalidProperties,
  isObject,
  type Json,
  type JsonObject,
  readUtcDate,
} from '@postroom/jmap';
import type { Email, Snooze, StoredSnooze } from '@postroom/mailbox';
import { keywordOf, mailboxOf } from './items.ts';

const PROPERTIES = ['until', 'moveToMailboxId', 'setKeywords'];
const MAX_KEYWORDS = 100;

/** SnoozeDetails (draft-ietf-extra-email-snooze); null unless the email is in the mailbox where it waits. */
export function snoozedObject({ mailboxIds }: Email, snooze: StoredSnooze | undefined): JsonObject | null {
  if (!snooze || !mailboxIds.includes(snooze.mailboxId)) return null;
  const { until, moveTo, setKeywords } = snooze;
  return {
    until: formatUtcDate(until),
    moveToMailboxId: moveTo === null ? null : formatId('M', moveTo),
    setKeywords: { ...setKeywords },
  };
}

/** Reads the `snoozed` property that a client sets; null ends the snooze. Throws invalidProperties. */
export function readSnoozed(value: Json, createdIds: ReadonlyMap<string, string>): Snooze | null {
  if (value === null) return null;
  if (!isObject(value) || Object.keys(value).some((name) => !PROPERTIES.includes(name))) throw wrong();
  const until = readUtcDate(value.until);
  const { moveToMailboxId = null, setKeywords } = value;
  const keywords = setKeywords ?? {};
  if (!until || !isObject(keywords) || Object.keys(keywords).length > MAX_KEYWORDS) throw wrong();
  if (moveToMailboxId !== null && typeof moveToMailboxId !== 'string') throw wrong();
  const set = Object.entries(keywords).map(([keyword, isSet]) => {
    if (typeof isSet !== 'boolean') throw wrong();
    return [keywordOf(keyword), isSet] as const;
  });
  return {
    until,
    moveTo: moveToMailboxId === null ? null : mailboxOf(moveToMailboxId, createdIds),
    setKeywords: Object.fromEntries(set),
  };
}

function wrong(): Error {
  return invalidProperties(['snoozed'], 'It needs until, and can also have moveToMailboxId and setKeywords only');
}
