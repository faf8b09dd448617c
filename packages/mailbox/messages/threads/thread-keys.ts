import { hash } from 'node:crypto';
import type { MessageFacts } from '../message-facts.ts';
import { threadSubject } from './thread-subject.ts';

/** Of a References field the first is looked at, the thread's root, and so many of its last: the nearest ancestors. */
const MAX_REFERENCES = 25;
const MAX_IN_REPLY_TO = 5;
/** Characters of a subject that are compared. */
export const MAX_SUBJECT = 1_000;

/** What of a message decides about its thread. */
export type ThreadFacts = Pick<MessageFacts, 'messageId' | 'inReplyTo' | 'references' | 'searchSubject'>;

/**
 * What a message shares with others of its thread (RFC 8621 3): each message-id that it names, together with its subject, as the hash
 * by which threads are found. So an answer to an old message with another subject is a thread of its own.
 */
export function threadKeys({ messageId, inReplyTo, references, searchSubject }: ThreadFacts): string[] {
  const ids = new Set([
    messageId,
    ...inReplyTo.slice(0, MAX_IN_REPLY_TO),
    ...references.slice(0, 1),
    ...references.slice(-MAX_REFERENCES),
  ]);
  ids.delete('');
  if (ids.size === 0) return [];
  const subject = threadSubject(searchSubject.slice(0, MAX_SUBJECT));
  // Half of a SHA-256 as a uuid.
  return Array.from(ids, (id) => hash('sha256', `${id}\n${subject}`, 'hex').slice(0, 32));
}
