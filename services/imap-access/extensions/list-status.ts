import { readStatusItems } from '@postroom/imap';
import type { Mailbox } from '@postroom/mailbox';
import type { Extension } from '../extension.ts';
import { statusWriter } from '../status/status-line.ts';

/** Whether STATUS is allowed (RFC 4314 4). */
function isReadable({ rights }: Mailbox): boolean {
  return rights.has('r');
}

/** RFC 5819: LIST with the STATUS of each mailbox that can be selected. */
export const listStatus: Extension = {
  capabilities: ['LIST-STATUS'],
  listReturns: {
    STATUS(args, { statusItems }) {
      args.expectSpace();
      const items = readStatusItems(args, statusItems);
      return {
        async responses(session, mailboxes) {
          const write = await statusWriter(session, items, mailboxes.filter(isReadable));
          return (mailbox) => {
            if (isReadable(mailbox)) write(mailbox);
          };
        },
      };
    },
  },
};
