import { quote, readListArguments } from '@postroom/imap';
import { DELIMITER, type Mailbox, parentOf } from '@postroom/mailbox';
import { command } from '../command.ts';
import { Patterns } from '../list/list-pattern.ts';
import { inTurns, readNames } from '../list/listed-names.ts';
import type { ListArguments, ListAttributes, ListedName } from '../list/options.ts';
import type { Session } from '../session/session.ts';
import { AFTER_LOGIN } from '../session/state.ts';

/** RFC 3501 6.3.8 and RFC 5258 3. */
export const list = command({
  name: 'LIST',
  states: AFTER_LOGIN,
  parse: (args, { listSelections: selections, listReturns: returns }): ListArguments =>
    readListArguments(args, { selections, returns }),
  async run(session, args, { listAttributes }) {
    // RFC 3501 6.3.8: an empty name, if it is the only pattern, asks for the delimiter and the root.
    if (args.asksRoot) {
      session.output.line(`* LIST (\\Noselect) ${quote(DELIMITER)} ""`);
      return undefined;
    }
    const chosen = await choose(args, await readNames(session, args));
    const mailboxes = chosen.flatMap(({ mailbox }) => mailbox ?? []);
    const responses: ((mailbox: Mailbox) => void)[] = [];
    for (const each of args.returns) if (each.responses) responses.push(await each.responses(session, mailboxes));
    const asked = [...args.selections, ...args.returns].flatMap((option) => option.attributes ?? []);
    const attributes = [...new Set([...listAttributes, ...asked])];
    for (const each of chosen) await send(session, args, each, attributes, responses);
    return undefined;
  },
});

/** A name to list. `childInfo` tells whether names below it match the selection. */
interface Chosen extends ListedName {
  readonly childInfo: boolean;
}

async function choose(args: ListArguments, names: ReadonlyMap<string, ListedName>): Promise<Chosen[]> {
  const fits = await new Patterns(args.patterns).matching(names.keys());
  const above = new Set<string>();
  const aboveUnlisted = new Set<string>();
  for await (const some of args.recursive ? inTurns(names.values()) : []) {
    for (const each of some) {
      if (!isSelected(args, each)) continue;
      noteAbove(each.name, above);
      if (!fits.has(each.name)) noteAbove(each.name, aboveUnlisted);
    }
  }
  const chosen: Chosen[] = [];
  for await (const some of inTurns(names.values())) {
    for (const each of some) {
      const { name } = each;
      if (!fits.has(name) || !(isSelected(args, each) || aboveUnlisted.has(name))) continue;
      chosen.push({ ...each, childInfo: above.has(name) });
    }
  }
  return chosen;
}

/** Whether a name satisfies all selection options (RFC 5258 3.1, RFC 6154 2). */
function isSelected({ selections }: ListArguments, listed: ListedName): boolean {
  return selections.every((option) => option.selects(listed));
}

function noteAbove(name: string, noted: Set<string>): void {
  for (let up = parentOf(name); up !== undefined && !noted.has(up); up = parentOf(up)) noted.add(up);
}

async function send(
  { output }: Session,
  args: ListArguments,
  listed: Chosen,
  attributes: readonly ListAttributes[],
  responses: readonly ((mailbox: Mailbox) => void)[],
): Promise<void> {
  const { mailbox } = listed;
  const shown = mailbox ? [] : withoutMailbox(args, listed);
  for (const each of attributes) shown.push(...each(listed));
  output
    .text(`* LIST (${shown.join(' ')}) ${quote(DELIMITER)} `)
    .mailbox(listed.name)
    .line(listed.childInfo ? ` ${childInfo(args)}` : '');
  // RFC 5819 2: a name that cannot be selected gets no such responses.
  if (mailbox) for (const respond of responses) respond(mailbox);
  await output.flushLarge();
}

/**
 * Returns the attributes of a name without a mailbox. RFC 5258 3: \NonExistent implies \Noselect, which is sent, too, for a level with
 * mailboxes below it (RFC 3501 6.3.4): clients that use RETURN for roles or counts may know only the older word.
 */
function withoutMailbox({ extended }: ListArguments, { hasChildren }: ListedName): string[] {
  if (!extended) return ['\\Noselect'];
  return hasChildren ? ['\\NonExistent', '\\Noselect'] : ['\\NonExistent'];
}

/** Returns the CHILDINFO of a name (RFC 5258 3.5): the selection options that match names below it. */
function childInfo({ selections }: ListArguments): string {
  const criteria = selections.filter(({ isBase }) => isBase).map(({ name }) => quote(name));
  return `("CHILDINFO" (${criteria.join(' ')}))`;
}
