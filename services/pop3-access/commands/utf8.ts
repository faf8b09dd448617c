import { noArguments } from '../arguments.ts';
import { command } from '../command.ts';
import { AUTHORIZATION } from '../session/state.ts';

/** RFC 6856 2.1. Messages are sent as they were received in both modes; names and passwords are always UTF-8 (2.2). */
export const utf8 = command({
  name: 'UTF8',
  states: AUTHORIZATION,
  parse: noArguments,
  run(session) {
    session.utf8 = true;
    return 'UTF-8 enabled';
  },
});
