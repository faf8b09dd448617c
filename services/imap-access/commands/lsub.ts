import { quote } from '@postroom/imap';
import { DELIMITER, listSharedMailboxes, subscriptions } from '@postroom/mailbox';
import { command } from '../command.ts';
import { Patterns } from '../list/list-pattern.ts';
import { parentsInTurns } from '../list/listed-names.ts';
import { AFTER_LOGIN, accountOf } from '../session/state.ts';
import { sharedName } from '../shared/names.ts';

/** RFC 3501 6.3.9. */
export const lsub = command({
  name: 'LSUB',
  states: AFTER_LOGIN,
  parse(args) {
    args.expectSpace();
    const reference = args.expectListMailbox();
    args.expectSpace();
    const pattern = args.expectListMailbox();
    return reference === undefined || pattern === undefined ? undefined : reference + pattern;
  },
  async run(session, pattern) {
    if (pattern === undefined) return undefined;
    const { store, settings } = session.services;
    const { pool } = store;
    const { id } = accountOf(session);
    const shared = (await listSharedMailboxes(pool, id, settings.sharedSeen)).filter(
      (each) => each.isSubscribed && each.rights.has('l'),
    );
    const names = [...(await subscriptions(pool, id)), ...shared.map(sharedName)];
    for (const [name, attribute] of await find(names, pattern)) {
      session.output
        .text(`* LSUB (${attribute}) ${quote(DELIMITER)} `)
        .mailbox(name)
        .text('\r\n');
      await session.output.flushLarge();
    }
    return undefined;
  },
});

type Listed = Map<string, '' | '\\Noselect'>;

/** With a trailing `%`, a name that has only subscribed names below it is listed as \Noselect (RFC 3501 6.3.9). */
async function find(names: readonly string[], pattern: string): Promise<Listed> {
  if (pattern === '') return new Map([['', '\\Noselect']]);
  const patterns = new Patterns([pattern]);
  const levels = pattern.endsWith('%') ? await patterns.matching(await parentsInTurns(names)) : [];
  const listed: Listed = new Map([...levels].map((name) => [name, '\\Noselect']));
  for (const name of await patterns.matching(names)) listed.set(name, '');
  return listed;
}
