import { noArguments } from '../arguments.ts';
import { command } from '../command.ts';
import { AUTHORIZATION } from '../session/state.ts';

/** RFC 6856 2.1. Messages are sent as they were received in either mode; names and passwords are UTF-8 always (2.2). */
export const utf8 = command({
  name: 'UTF8',
  states: AUTHORIZATION,
  parse: noArguments,
  run(session) {
    session.utf8 = true;
    return 'UTF-8 enabled';
  },
});
