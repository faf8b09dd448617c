import { type ListArguments, quote, readListArguments } from '@postroom/imap';
import { DELIMITER, type Mailbox, parentOf } from '@postroom/mailbox';
import { command } from '../command.ts';
import type { Session } from '../session/session.ts';
import { AFTER_LOGIN } from '../session/state.ts';
import { Patterns } from './list-pattern.ts';
import { inTurns, type ListedName, readNames } from './listed-names.ts';
import { statusWriter } from './status-line.ts';

/**
 * RFC 3501 6.3.8, with the attributes of RFC 3348 (children) and RFC 6154 (special use), and everything RFC 5258
 * (LIST-EXTENDED) and RFC 5819 (LIST-STATUS) add.
 */
export const list = command({
  name: 'LIST',
  states: AFTER_LOGIN,
  capabilities: [{ name: 'LIST-EXTENDED' }, { name: 'LIST-STATUS' }],
  parse: readListArguments,
  async run(session, args) {
    // RFC 3501 6.3.8: an empty name asks for the delimiter and the root, if that is all that is asked.
    if (args.asksRoot) {
      session.output.line(`* LIST (\\Noselect) ${quote(DELIMITER)} ""`);
      return undefined;
    }
    const found = await choose(args, await readNames(session, args));
    const mailboxes = found.flatMap(({ mailbox }) => mailbox ?? []);
    const writeStatus = args.status ? await statusWriter(session, args.status, mailboxes) : undefined;
    for (const each of found) await tell(session, args, each, writeStatus);
    return undefined;
  },
});

/** A name that is told, and whether names below it are what was asked for. */
interface Chosen extends ListedName {
  readonly childInfo: boolean;
}

async function choose(args: ListArguments, names: ReadonlyMap<string, ListedName>): Promise<Chosen[]> {
  const fits = await new Patterns(args.patterns).matching(names.keys());
  const above = new Set<string>();
  const aboveUntold = new Set<string>();
  for await (const some of args.selection.has('RECURSIVEMATCH') ? inTurns(names.values()) : []) {
    for (const each of some) {
      if (!isSelected(args, each)) continue;
      noteAbove(each.name, above);
      if (!fits.has(each.name)) noteAbove(each.name, aboveUntold);
    }
  }
  const chosen: Chosen[] = [];
  for await (const some of inTurns(names.values())) {
    for (const each of some) {
      const { name } = each;
      if (!fits.has(name) || !(isSelected(args, each) || aboveUntold.has(name))) continue;
      chosen.push({ ...each, childInfo: above.has(name) });
    }
  }
  return chosen;
}

/** RFC 5258 3.1 and RFC 6154 2: several options must all be true. */
function isSelected({ selection }: ListArguments, { mailbox, subscribed }: ListedName): boolean {
  if (selection.has('SUBSCRIBED') && !subscribed) return false;
  return !selection.has('SPECIAL-USE') || (mailbox?.specialUse ?? null) !== null;
}

function noteAbove(name: string, noted: Set<string>): void {
  for (let up = parentOf(name); up !== undefined && !noted.has(up); up = parentOf(up)) noted.add(up);
}

async function tell(
  session: Session,
  args: ListArguments,
  listed: Chosen,
  writeStatus: ((mailbox: Mailbox) => void) | undefined,
): Promise<void> {
  const { output } = session;
  output
    .text(`* LIST (${attributes(args, listed).join(' ')}) ${quote(DELIMITER)} `)
    .mailbox(listed.name)
    .line(listed.childInfo ? ` ${childInfo(args)}` : '');
  // RFC 5819 2: there is none of a name that cannot be selected.
  if (listed.mailbox) writeStatus?.(listed.mailbox);
  await output.flushLarge();
}

function attributes({ extended, selection, returned }: ListArguments, listed: ListedName): string[] {
  const { mailbox, subscribed, hasChildren } = listed;
  const shown: string[] = [];
  if (!mailbox) shown.push(...(extended ? ['\\NonExistent', '\\Noselect'] : ['\\Noselect']));
  shown.push(hasChildren ? '\\HasChildren' : '\\HasNoChildren');
  if (mailbox?.specialUse) shown.push(mailbox.specialUse);
  if (subscribed && (returned.has('SUBSCRIBED') || selection.has('SUBSCRIBED'))) shown.push('\\Subscribed');
  return shown;
}

/** What the names below it are (RFC 5258 3.5). */
function childInfo({ selection }: ListArguments): string {
  const criteria = [...selection].filter((option) => option === 'SUBSCRIBED' || option === 'SPECIAL-USE');
  return `("CHILDINFO" (${criteria.map(quote).join(' ')}))`;
}
