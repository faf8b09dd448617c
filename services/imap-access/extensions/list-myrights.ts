import { writeMyRights } from '../acl/my-rights.ts';
import type { Extension } from '../extension.ts';

/** RFC 8440: LIST with what may be done with each mailbox. */
export const listMyRights: Extension = {
  capabilities: ['LIST-MYRIGHTS'],
  listReturns: {
    MYRIGHTS: () => ({ responses: async (session) => (mailbox) => writeMyRights(session, mailbox) }),
  },
};
