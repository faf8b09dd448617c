import { SEARCH_KEYS } from '@postroom/imap';
import { MECHANISMS } from '../../commands/authenticate.ts';
import { COMMANDS } from '../../commands/index.ts';
import { LOGINDISABLED } from '../../commands/login.ts';
import { STARTTLS } from '../../commands/starttls.ts';
import type { Extension } from '../../extension.ts';
import { FETCH_ITEMS } from './fetch-items.ts';
import { STATUS_ITEMS } from './status-items.ts';

/** RFC 3501: the basic protocol, declared in the same form as its extensions. */
export const imap4rev1: Extension = {
  capabilities: ['IMAP4rev1', STARTTLS, LOGINDISABLED, ...MECHANISMS],
  commands: COMMANDS,
  fetchItems: FETCH_ITEMS,
  searchKeys: SEARCH_KEYS,
  statusItems: STATUS_ITEMS,
};
