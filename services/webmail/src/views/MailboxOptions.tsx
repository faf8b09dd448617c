import { allFolders } from '../state/folders/folder-tree.ts';
import { useMail } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import { nameAmong } from './mailbox-name.ts';

/** All folders for a field in which one is chosen, each below the one it is in. */
export function MailboxOptions() {
  const t = useWords();
  const mailboxes = useMail((state) => state.mailboxes);
  return allFolders(mailboxes).map(({ mailbox, depth }) => (
    <option key={mailbox.id} value={mailbox.id}>
      {'\u2003'.repeat(depth)}
      {nameAmong(mailbox, mailboxes, t)}
    </option>
  ));
}
