import type { Extension } from '../extension.ts';
import type { ListAttributes, ListReturn, ListSelection } from '../list/options.ts';

const subscribedAttribute: ListAttributes = ({ subscribed }) => (subscribed ? ['\\Subscribed'] : []);

/** Selecting by SUBSCRIBED also returns the \Subscribed attribute (RFC 5258 3.1). */
const subscribedOnly: ListSelection = {
  name: 'SUBSCRIBED',
  isBase: true,
  needsSubscriptions: true,
  selects: ({ subscribed }) => subscribed,
  attributes: subscribedAttribute,
};

/** REMOTE adds nothing, because there are no remote mailboxes (RFC 5258 3.1). */
const remote: ListSelection = { name: 'REMOTE', isBase: false, selects: () => true };

const subscribed: ListReturn = { needsSubscriptions: true, attributes: subscribedAttribute };

/** RFC 5258. packages/imap handles RECURSIVEMATCH, which only modifies other options. */
export const listExtended: Extension = {
  capabilities: ['LIST-EXTENDED'],
  listSelections: { SUBSCRIBED: () => subscribedOnly, REMOTE: () => remote },
  listReturns: { SUBSCRIBED: () => subscribed },
};
