import { readParameters } from '@postroom/imap';
import { type OpenMailbox, openMailbox } from '@postroom/mailbox';
import { type AnyCommand, command } from '../command.ts';
import type { Protocol } from '../protocol.ts';
import { enableUsed } from '../session/enable.ts';
import { SelectedMailbox } from '../session/selected-mailbox.ts';
import type { Session } from '../session/session.ts';
import { AFTER_LOGIN, accountOf, enterState } from '../session/state.ts';
import { findNamed } from '../shared/find.ts';
import { mayWrite } from '../shared/rights.ts';

/** RFC 3501 6.3.1. */
export const select = opening('SELECT', false);

/** RFC 3501 6.3.2: the same as SELECT, but read-only. */
export const examine = opening('EXAMINE', true);

function opening(name: string, readOnly: boolean): AnyCommand {
  return command({
    name,
    states: AFTER_LOGIN,
    flush: 'nothing',
    parse(args, { selectParameters }) {
      args.expectSpace();
      const mailbox = args.expectMailbox();
      if (args.atEnd) return { mailbox, parameters: [] };
      args.expectSpace();
      return { mailbox, parameters: readParameters(args, selectParameters, 'parameter') };
    },
    async run(session, { mailbox, parameters }, protocol) {
      leave(session);
      enableUsed(session, parameters);
      const account = accountOf(session);
      const found = await findNamed(session, mailbox, 'r');
      // \Recent messages in somebody else's mailbox stay recent for its owner.
      const isOwn = found.accountId === account.id;
      using stack = new DisposableStack();
      if (!isOwn) stack.defer(hearOf(session, found.accountId));
      const opened = await openMailbox(session.services.store.pool, found, { claimRecent: !readOnly && isOwn });
      const selected = new SelectedMailbox(opened, readOnly, isOwn, stack.move());
      enterState(session, { name: 'selected', account, mailbox: selected });
      describe(session, opened, selected, protocol);
      const code = readOnly || !mayWrite(selected.rights) ? 'READ-ONLY' : 'READ-WRITE';
      return { code, text: `${name} completed` };
    },
  });
}

/** Subscribes to changes before the mailbox is opened, so that none in between is missed. */
function hearOf(session: Session, accountId: number): () => void {
  return session.services.changes.subscribe(accountId, (change) => session.noticed(change));
}

/** Leaves the selected mailbox, which also happens if the next one cannot be opened; tells the client (RFC 7162 3.2.11). */
function leave(session: Session): void {
  if (session.state.name !== 'selected') return;
  session.output.line('* OK [CLOSED] The previous mailbox is closed');
  enterState(session, { name: 'authenticated', account: session.state.account });
}

function describe(session: Session, opened: OpenMailbox, selected: SelectedMailbox, { selectCodes }: Protocol): void {
  const { output } = session;
  selected.keywords.send(output);
  output.line(`* ${selected.uids.length} EXISTS`);
  output.line(`* ${selected.recentCount} RECENT`);
  const unseen = selected.uids.sequenceOf(opened.firstUnseen);
  if (unseen > 0) output.line(`* OK [UNSEEN ${unseen}] First unseen message`);
  output.line(`* OK [UIDVALIDITY ${selected.uidValidity}] UIDs valid`);
  output.line(`* OK [UIDNEXT ${opened.mailbox.uidNext}] Predicted next UID`);
  for (const code of selectCodes) output.line(`* OK [${code(opened)}] Mailbox state`);
}
