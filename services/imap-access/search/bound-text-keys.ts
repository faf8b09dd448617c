import { ImapSyntaxError, type SearchKey } from '@postroom/imap';

/** The most keys of one search that look into the text of messages: for each of them the database reads all text. */
const MOST = 100;

/** Throws when a program has more BODY and TEXT keys than one search may have (RFC 5530 3). */
export function boundTextKeys(program: SearchKey<unknown>): void {
  if (count(program) <= MOST) return;
  throw new ImapSyntaxError(`A search may have ${MOST} keys of BODY and TEXT`, { status: 'NO', code: 'LIMIT' });
}

function count(program: SearchKey<unknown>): number {
  if (program.key === 'and' || program.key === 'or') return program.of.reduce((sum, each) => sum + count(each), 0);
  if (program.key === 'not') return count(program.of);
  return program.key === 'body' || program.key === 'text' ? 1 : 0;
}
