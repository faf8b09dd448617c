import { command } from '../command.ts';
import { enableCondstore } from '../session/condstore.ts';
import type { Session } from '../session/session.ts';
import { AFTER_LOGIN } from '../session/state.ts';

/** Extensions that change what a client is sent, and so wait to be asked for; each says whether it was off before. */
const ENABLEABLE: ReadonlyMap<string, (session: Session) => boolean> = new Map([['CONDSTORE', enableCondstore]]);

/** RFC 5161: unknown names are passed over; the answer tells which were switched on now. */
export const enable = command({
  name: 'ENABLE',
  states: AFTER_LOGIN,
  capabilities: [{ name: 'ENABLE' }],
  parse(args) {
    const names = new Set<string>();
    do {
      args.expectSpace();
      names.add(args.expectAtom('a capability').toUpperCase());
    } while (!args.atEnd);
    return names;
  },
  async run(session, names) {
    const fresh = [...names].filter((name) => ENABLEABLE.get(name)?.(session));
    session.output.line(['* ENABLED', ...fresh].join(' '));
    return undefined;
  },
});
