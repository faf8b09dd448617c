import { hash } from 'node:crypto';
import type { MessageFacts } from '../message-facts.ts';
import { threadSubject } from './thread-subject.ts';

/** How many ids of a References field are used: the first, which is the thread's root, and the last ones, the nearest ancestors. */
const MAX_REFERENCES = 25;
const MAX_IN_REPLY_TO = 5;
/** How many characters of a subject are compared. */
export const MAX_SUBJECT = 1_000;

/** The facts that decide about a message's thread. */
export type ThreadFacts = Pick<MessageFacts, 'messageId' | 'inReplyTo' | 'references' | 'searchSubject'>;

/**
 * Returns the keys by which a message finds its thread (RFC 8621 3): a hash of each message-id that it names together with its subject.
 * So an answer to an old message with another subject begins a new thread.
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
  // Half of a SHA-256 fits a uuid.
  return Array.from(ids, (id) => hash('sha256', `${id}\n${subject}`, 'hex').slice(0, 32));
}
