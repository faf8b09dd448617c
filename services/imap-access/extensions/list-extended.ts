import type { Extension } from '../extension.ts';
import type { ListAttributes, ListReturn, ListSelection } from '../list/options.ts';

const subscribedAttribute: ListAttributes = ({ subscribed }) => (subscribed ? ['\\Subscribed'] : []);

/** Who selects by subscription is told of it, too (RFC 5258 3.1). */
const subscribedOnly: ListSelection = {
  name: 'SUBSCRIBED',
  isBase: true,
  needsSubscriptions: true,
  selects: ({ subscribed }) => subscribed,
  attributes: subscribedAttribute,
};

/** There are no remote mailboxes, so it adds none (RFC 5258 3.1). */
const remote: ListSelection = { name: 'REMOTE', isBase: false, selects: () => true };

const subscribed: ListReturn = { needsSubscriptions: true, attributes: subscribedAttribute };

/** RFC 5258; RECURSIVEMATCH, which is about the others, is read by packages/imap. */
export const listExtended: Extension = {
  capabilities: ['LIST-EXTENDED'],
  listSelections: { SUBSCRIBED: () => subscribedOnly, REMOTE: () => remote },
  listReturns: { SUBSCRIBED: () => subscribed },
};
