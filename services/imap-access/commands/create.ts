import { createMailbox, DELIMITER } from '@postroom/mailbox';
import { command } from '../command.ts';
import { AFTER_LOGIN, accountOf } from '../session/state.ts';
import { createBelowShared } from '../shared/change.ts';
import { isOfOthers } from '../shared/names.ts';
import { readMailbox } from './arguments.ts';

/** RFC 3501 6.3.3. A trailing delimiter announces names below this one, which needs no preparation here. */
export const create = command({
  name: 'CREATE',
  states: AFTER_LOGIN,
  parse: readMailbox,
  async run(session, name) {
    const wanted = name.endsWith(DELIMITER) ? name.slice(0, -DELIMITER.length) : name;
    if (isOfOthers(wanted)) await createBelowShared(session, wanted);
    else await createMailbox(session.services.store, accountOf(session).id, wanted);
    return undefined;
  },
});
