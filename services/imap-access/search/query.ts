import type { SearchKey as ImapSearchKey } from '@postroom/imap';
import type { HeaderScan, SearchKey, TextScan } from '@postroom/mailbox';
import { foldCase } from '@postroom/mime';
import { flagBit } from '@postroom/types';
import { messageIndexes } from '../session/messages.ts';
import type { SelectedMailbox } from '../session/selected-mailbox.ts';
import type { OtherKey } from './other-key.ts';

/** A search program as the client gave it. */
export type Asked = ImapSearchKey<OtherKey>;

/** Questions that only the messages themselves can answer, each with a bit of its own. */
export interface Questions {
  readonly headers: HeaderScan;
  readonly texts: TextScan;
}

/** Converts a search program for the mailbox package: sequence numbers and \Recent become UIDs, header keys become questions. */
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
    case 'envelope':
      // An empty value asks whether the field exists.
      return foldCase(asked.value) === ''
        ? headerQuery(asked, questions.headers)
        : { key: asked.name, contains: foldCase(asked.value) };
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

type HeaderKey = Pick<Extract<Asked, { key: 'header' }>, 'name' | 'value'>;

/** Looks first into the stored text of a field. The field may occur once more in the header, and an empty value asks whether it exists. */
function headerQuery({ name, value }: HeaderKey, headers: HeaderScan): SearchKey {
  const contains = foldCase(value);
  const found = { key: 'found', bit: headers.askField(name, value), contains: contains || name } as const;
  const column = COLUMNS.find((each) => each === name);
  return column && contains !== '' ? { key: 'or', of: [{ key: column, contains }, found] } : found;
}

function bodyQuery(value: string, texts: TextScan): SearchKey {
  return { key: 'text', contains: foldCase(value), where: ['body'], bit: texts.ask(value) };
}

/** TEXT looks into the whole header and the body (RFC 3501 6.4.4), and also finds what the keys of single fields find. */
function textQuery(value: string, { headers, texts }: Questions): SearchKey {
  const contains = foldCase(value);
  const where = [...COLUMNS, 'body'] as const;
  const said = { key: 'text', contains, where, bit: texts.ask(value, where) } as const;
  return { key: 'or', of: [said, { key: 'found', bit: headers.askAnywhere(value), contains }] };
}
