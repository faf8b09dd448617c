import { FolderInput } from 'lucide-react';
import { moveTo } from '../state/actions.ts';
import { allFolders } from '../state/folders/folder-tree.ts';
import { useMail } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import { Menu } from './Menu.tsx';
import { nameOfMailbox } from './mailbox-name.ts';

export function MoveMenu({ ids }: { ids: readonly string[] }) {
  const t = useWords();
  const mailboxes = useMail((state) => state.mailboxes);
  const here = useMail((state) => state.list.view.mailboxId);
  const items = allFolders(mailboxes)
    .filter(({ mailbox: { id, role } }) => id !== here && role !== 'drafts' && role !== 'snoozed')
    .map(({ mailbox, depth }) => {
      const label = nameOfMailbox(mailbox, t);
      return { key: mailbox.id, label, depth: Math.min(depth, 3), run: () => void moveTo(ids, mailbox.id, label) };
    });
  return <Menu label={t('action.move')} hotkey="v" icon={<FolderInput size={16} aria-hidden="true" />} items={items} />;
}
