import { command } from '../command.ts';
import { AFTER_LOGIN } from '../session/state.ts';

/** Extensions that change what a client is sent, and so wait to be asked for. */
const ENABLEABLE: readonly string[] = ['CONDSTORE'];

/** RFC 5161: unknown names are passed over; the answer tells which were switched on now. */
export const enable = command({
  name: 'ENABLE',
  states: AFTER_LOGIN,
  capabilities: [{ name: 'ENABLE' }],
  parse(args) {
    const names: string[] = [];
    do {
      args.expectSpace();
      names.push(args.expectAtom('a capability').toUpperCase());
    } while (!args.atEnd);
    return names;
  },
  async run(session, names) {
    const fresh = ENABLEABLE.filter((name) => names.includes(name) && !session.enabled.has(name));
    for (const name of fresh) session.enabled.add(name);
    session.output.line(['* ENABLED', ...fresh].join(' '));
    return undefined;
  },
});
