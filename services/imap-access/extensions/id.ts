import { quote } from '@postroom/imap';
import { command } from '../command.ts';
import type { Extension } from '../extension.ts';
import { ANY_STATE } from '../session/state.ts';

const MAX_PAIRS = 30;

const idCommand = command({
  name: 'ID',
  states: ANY_STATE,
  parse(args) {
    args.expectSpace();
    if (args.keyword('NIL')) return [];
    // Names and values should be strings; some clients send atoms and numbers.
    return args.expectList(() => (args.keyword('NIL') ? null : args.expectAstring()));
  },
  async run(session, fields) {
    const words = fields.slice(0, MAX_PAIRS * 2).map((field) => field?.slice(0, 100) ?? null);
    if (words.length > 0) session.log.debug({ id: words }, 'client id');
    session.output.line(`* ID (${['name', 'Postroom', 'vendor', 'Postroom'].map(quote).join(' ')})`);
    return undefined;
  },
});

/** RFC 2971. What the client tells about itself is logged; our response names this server. */
export const id: Extension = { capabilities: ['ID'], commands: [idCommand] };
