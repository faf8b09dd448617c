import { command } from '../command.ts';
import type { Extension } from '../extension.ts';
import { enable as switchOn } from '../session/enable.ts';
import { AFTER_LOGIN } from '../session/state.ts';

/** Ignores unknown names; the response lists what was newly switched on (RFC 5161 3.1, 3.2). */
const enableCommand = command({
  name: 'ENABLE',
  states: AFTER_LOGIN,
  parse(args) {
    const names = new Set<string>();
    do {
      args.expectSpace();
      names.add(args.expectAtom('a capability').toUpperCase());
    } while (!args.atEnd);
    return names;
  },
  async run(session, names, { enableables }) {
    const known = [...names].flatMap((name) => enableables.get(name) ?? []);
    const fresh = known.filter((extension) => switchOn(session, extension));
    session.output.line(['* ENABLED', ...fresh.map(({ name }) => name)].join(' '));
    return undefined;
  },
});

/** RFC 5161. */
export const enable: Extension = { capabilities: ['ENABLE'], commands: [enableCommand] };
