import type { Decoder } from '@postroom/imap';
import { type Mailbox, readAcl, shareMailbox } from '@postroom/mailbox';
import { noteGrants } from '@postroom/sending';
import type { Rights } from '@postroom/types';
import { granteeOf, identifierOf } from '../acl/identifiers.ts';
import { writeMyRights } from '../acl/my-rights.ts';
import { changedRights, GRANTABLE, rightsText } from '../acl/rights-text.ts';
import { command } from '../command.ts';
import { readMailbox } from '../commands/arguments.ts';
import type { Extension } from '../extension.ts';
import type { Session } from '../session/session.ts';
import { AFTER_LOGIN, accountOf } from '../session/state.ts';
import { findNamed } from '../shared/find.ts';

function readIdentifier(args: Decoder): { name: string; identifier: string } {
  const name = readMailbox(args);
  args.expectSpace();
  return { name, identifier: args.expectAstring() };
}

/** RFC 4314 3.1. */
const setAcl = command({
  name: 'SETACL',
  states: AFTER_LOGIN,
  parse(args) {
    const named = readIdentifier(args);
    args.expectSpace();
    return { ...named, change: args.expectAstring() };
  },
  async run(session, { name, identifier, change }) {
    changedRights(new Set(), change);
    const mailbox = await findNamed(session, name, 'a');
    const { granteeId, rights } = await granteeOf(session, mailbox, identifier);
    await grant(session, mailbox, granteeId, changedRights(rights, change));
    return undefined;
  },
});

/** RFC 4314 3.2. */
const deleteAcl = command({
  name: 'DELETEACL',
  states: AFTER_LOGIN,
  parse: readIdentifier,
  async run(session, { name, identifier }) {
    const mailbox = await findNamed(session, name, 'a');
    await grant(session, mailbox, (await granteeOf(session, mailbox, identifier)).granteeId, null);
    return undefined;
  },
});

async function grant(session: Session, mailbox: Mailbox, grantee: number, rights: Rights | null): Promise<void> {
  const { id, address } = accountOf(session);
  await shareMailbox(session.services.store, mailbox, new Map([[grantee, rights]]), false, (tx, changed) =>
    noteGrants(tx, { accountId: id, name: address, email: address }, changed),
  );
}

/** RFC 4314 3.3. */
const getAcl = command({
  name: 'GETACL',
  states: AFTER_LOGIN,
  parse: readMailbox,
  async run(session, name) {
    const mailbox = await findNamed(session, name, 'a');
    const entries = await readAcl(session.services.store.pool, mailbox);
    session.output.text('* ACL ').mailbox(mailbox.name);
    for (const entry of entries)
      session.output
        .text(' ')
        .string(identifierOf(entry))
        .text(` ${rightsText(entry.rights)}`);
    session.output.line('');
    return undefined;
  },
});

/** RFC 4314 3.4: the owner always has all rights; nobody else has any for certain. */
const listRights = command({
  name: 'LISTRIGHTS',
  states: AFTER_LOGIN,
  parse: readIdentifier,
  async run(session, { name, identifier }) {
    const mailbox = await findNamed(session, name, 'a');
    const { granteeId, rights } = await granteeOf(session, mailbox, identifier);
    const isOwner = granteeId === mailbox.accountId;
    session.output
      .text('* LISTRIGHTS ')
      .mailbox(mailbox.name)
      .text(' ')
      .string(identifier)
      .line(isOwner ? ` ${rightsText(rights)}` : ` "" ${GRANTABLE.join(' ')}`);
    return undefined;
  },
});

/** RFC 4314 3.5. */
const myRights = command({
  name: 'MYRIGHTS',
  states: AFTER_LOGIN,
  parse: readMailbox,
  async run(session, name) {
    writeMyRights(session, await findNamed(session, name, ''));
    return undefined;
  },
});

/** RFC 4314: the rights of sharing (RFC 9670) as letters. Identifiers are addresses of accounts, and `group:NAME` for groups. */
export const acl: Extension = {
  capabilities: ['ACL', 'RIGHTS=kxte'],
  commands: [setAcl, deleteAcl, getAcl, listRights, myRights],
};
