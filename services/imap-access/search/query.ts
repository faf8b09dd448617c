import type { SearchKey as ImapSearchKey } from '@postroom/imap';
import type { HeaderScan, SearchKey, TextScan } from '@postroom/mailbox';
import { foldCase } from '@postroom/mime';
import { flagBit } from '@postroom/types';
import { messageIndexes } from '../session/messages.ts';
import type { SelectedMailbox } from '../session/selected-mailbox.ts';
import type { OtherKey } from './other-key.ts';

/** A search program as the client gave it. */
export type Asked = ImapSearchKey<OtherKey>;

/** What must be looked for in messages themselves, with a bit for each question. */
export interface Questions {
  readonly headers: HeaderScan;
  readonly texts: TextScan;
}

/** A search program as the mailbox package answers it: sequence numbers and \Recent become UIDs, headers are asked. */
export function toQuery(asked: Asked, mailbox: SelectedMailbox, questions: Questions): SearchKey {
  const translate = (key: Asked) => toQuery(key, mailbox, questions);
  switch (asked.key) {
    case 'all':
      return asked;
    case 'and':
    case 'or':
      return { key: asked.key, of: asked.of.map(translate) };
    case 'not':
      return { key: 'not', of: translate(asked.of) };
    case 'flag':
      return flagQuery(asked.flag);
    case 'recent':
      return { key: 'uid-ranges', ranges: mailbox.recent.ranges };
    case 'sequence':
      return sequenceQuery(asked, mailbox);
    case 'uid': {
      const ranges = asked.set.resolve(mailbox.uids.last);
      return { key: 'uid-ranges', ranges: ranges.map(({ from, to }) => [from, to] as const) };
    }
    case 'date':
      return { key: asked.of === 'sent' ? 'sent-date' : 'internal-date', is: asked.is, day: asked.date };
    case 'size':
      return { key: 'size', is: asked.is, size: asked.than };
    case 'header':
      return headerQuery(asked, questions.headers);
    case 'body':
      return bodyQuery(asked.value, questions.texts);
    case 'text':
      return textQuery(asked.value, questions);
    case 'other':
      return asked.of.query(mailbox);
  }
}

function flagQuery(name: string): SearchKey {
  const bit = flagBit(name);
  return bit === undefined ? { key: 'keyword', keyword: name, set: true } : { key: 'flag', flag: bit, set: true };
}

function sequenceQuery({ set }: Extract<Asked, { key: 'sequence' }>, mailbox: SelectedMailbox): SearchKey {
  const { all } = mailbox.uids;
  const ranges = messageIndexes(mailbox, set, false);
  return { key: 'uid-ranges', ranges: ranges.map(({ from, to }) => [all[from] ?? 0, all[to] ?? 0] as const) };
}

const COLUMNS = ['subject', 'from', 'to', 'cc', 'bcc'] as const;

type HeaderKey = Extract<Asked, { key: 'header' }>;

/** Some fields are stored folded and looked for there; an empty value asks whether the field exists at all. */
export function isStoredField({ name, value }: HeaderKey): boolean {
  return COLUMNS.some((each) => each === name) && foldCase(value) !== '';
}

function headerQuery(asked: HeaderKey, headers: HeaderScan): SearchKey {
  const column = COLUMNS.find((each) => each === asked.name);
  if (column && isStoredField(asked)) return { key: column, contains: foldCase(asked.value) };
  return {
    key: 'found',
    bit: headers.askField(asked.name, asked.value),
    contains: foldCase(asked.value) || asked.name,
  };
}

function bodyQuery(value: string, texts: TextScan): SearchKey {
  return { key: 'text', contains: foldCase(value), bit: texts.ask(value) };
}

/** TEXT looks into the whole header and the body (RFC 3501 6.4.4), and finds what the keys of single fields find. */
function textQuery(value: string, { headers, texts }: Questions): SearchKey {
  const contains = foldCase(value);
  const fields = COLUMNS.map((key) => ({ key, contains }));
  const header = { key: 'found', bit: headers.askAnywhere(value), contains } as const;
  return { key: 'or', of: [...fields, header, bodyQuery(value, texts)] };
}
