import { allFolders } from '../state/folders/folder-tree.ts';
import { useMail } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import { nameAmong } from './mailbox-name.ts';

/** All folders as options of a select field, each below the folder around it. */
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
