import { quote } from '@postroom/imap';
import { DELIMITER, listMailboxes, subscriptions } from '@postroom/mailbox';
import { type AnyCommand, command } from '../command.ts';
import type { Session } from '../session/session.ts';
import { AFTER_LOGIN, accountOf } from '../session/state.ts';
import { matcher } from './list-pattern.ts';

interface Listed {
  readonly name: string;
  readonly attributes: readonly string[];
}

/** RFC 3501 6.3.8, with the attributes of RFC 3348 (children) and RFC 6154 (special use). */
export const list = listing('LIST', allMailboxes);

/** RFC 3501 6.3.9. */
export const lsub = listing('LSUB', subscribedNames);

function listing(name: string, find: (session: Session, pattern: string) => Promise<Listed[]>): AnyCommand {
  return command({
    name,
    states: AFTER_LOGIN,
    parse(args) {
      args.expectSpace();
      const reference = args.expectMailbox();
      args.expectSpace();
      return { reference, pattern: args.expectListMailbox() };
    },
    async run(session, { reference, pattern }) {
      // RFC 3501 6.3.8: an empty name asks for the delimiter and the root.
      const found =
        pattern === '' ? [{ name: '', attributes: ['\\Noselect'] }] : await find(session, `${reference}${pattern}`);
      for (const mailbox of found) {
        const attributes = mailbox.attributes.join(' ');
        session.output
          .text(`* ${name} (${attributes}) ${quote(DELIMITER)} `)
          .mailbox(mailbox.name)
          .text('\r\n');
      }
      return undefined;
    },
  });
}

async function allMailboxes(session: Session, pattern: string): Promise<Listed[]> {
  const mailboxes = await listMailboxes(session.services.store.pool, accountOf(session).id);
  const matches = matcher(pattern);
  const parents = new Set(mailboxes.map(({ name }) => parentOf(name)));
  return mailboxes
    .filter(({ name }) => matches(name))
    .map(({ name, specialUse }) => ({
      name,
      attributes: [parents.has(name) ? '\\HasChildren' : '\\HasNoChildren', ...(specialUse ? [specialUse] : [])],
    }));
}

/** With `%`, a name that only leads to a subscribed one below it is listed as \Noselect (RFC 3501 6.3.9). */
async function subscribedNames(session: Session, pattern: string): Promise<Listed[]> {
  const names = await subscriptions(session.services.store.pool, accountOf(session).id);
  const matches = matcher(pattern);
  const listed = new Map<string, Listed>();
  for (const name of names) {
    if (matches(name)) listed.set(name, { name, attributes: [] });
    if (!pattern.endsWith('%')) continue;
    for (let parent = parentOf(name); parent !== undefined; parent = parentOf(parent)) {
      if (matches(parent) && !listed.has(parent)) listed.set(parent, { name: parent, attributes: ['\\Noselect'] });
    }
  }
  return [...listed.values()];
}

function parentOf(name: string): string | undefined {
  const at = name.lastIndexOf(DELIMITER);
  return at < 0 ? undefined : name.slice(0, at);
}
