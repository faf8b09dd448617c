import { readStatusItems } from '@postroom/imap';
import type { Extension } from '../extension.ts';
import { statusWriter } from '../status/status-line.ts';

/** RFC 5819: LIST with the STATUS of each mailbox that can be selected. */
export const listStatus: Extension = {
  capabilities: ['LIST-STATUS'],
  listReturns: {
    STATUS(args, { statusItems }) {
      args.expectSpace();
      const items = readStatusItems(args, statusItems);
      return { responses: (session, mailboxes) => statusWriter(session, items, mailboxes) };
    },
  },
};
