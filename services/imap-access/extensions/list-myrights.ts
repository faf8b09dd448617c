import { writeMyRights } from '../acl/my-rights.ts';
import type { Extension } from '../extension.ts';

/** RFC 8440: LIST with the user's rights in each mailbox. */
export const listMyRights: Extension = {
  capabilities: ['LIST-MYRIGHTS'],
  listReturns: {
    MYRIGHTS: () => ({ responses: async (session) => (mailbox) => writeMyRights(session, mailbox) }),
  },
};
