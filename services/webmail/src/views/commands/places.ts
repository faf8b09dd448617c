import type { Mailbox } from '../../jmap/types.ts';
import { allFolders } from '../../state/folders/folder-tree.ts';
import { openLabel } from '../../state/labels/labels.ts';
import { knownLabels } from '../../state/labels/names.ts';
import { openView } from '../../state/list.ts';
import { useMail } from '../../state/mail.ts';
import { commandText } from '../../words/commands/index.ts';
import { text } from '../../words/index.ts';
import { pathOfMailbox } from '../mailbox-name.ts';
import type { Command } from './command.ts';

/** The keys of places, by role. */
const KEYS: Readonly<Record<string, string>> = { inbox: 'g i', drafts: 'g d', sent: 'g s', trash: 'g t' };

/** Returns the commands that go to folders, shared ones too, and labels. */
export function places(): Command[] {
  const { mailboxes, owners } = useMail.getState();
  const own = allFolders(mailboxes).map(({ mailbox }) => {
    const hotkey = KEYS[mailbox.role ?? ''];
    return {
      ...going(mailbox, commandText('go', { place: pathOfMailbox(mailbox, mailboxes, text) })),
      ...(hotkey && { hotkey }),
    };
  });
  const shared = owners.flatMap(({ name, mailboxes: theirs }) =>
    allFolders(theirs).map(({ mailbox }) =>
      going(mailbox, commandText('goShared', { place: pathOfMailbox(mailbox, theirs, text), name })),
    ),
  );
  const labels = knownLabels().map((label) => ({
    key: `go ${label.keyword}`,
    label: commandText('showLabel', { name: label.name }),
    run: () => void openLabel(label),
  }));
  return [...own, ...labels, ...shared];
}

function going({ id }: Mailbox, label: string): Command {
  return { key: `go ${id}`, label, run: () => void openView({ mailboxId: id, search: '' }) };
}
