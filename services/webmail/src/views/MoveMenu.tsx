import { FolderInput } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { part } from '../shell/part.ts';
import { moveTo } from '../state/actions.ts';
import { allFolders } from '../state/folders/folder-tree.ts';
import { isInTrash } from '../state/folders/in-trash.ts';
import { useMail } from '../state/mail.ts';
import type { Chosen } from '../state/selection.ts';
import { useOffers } from '../state/shared/offers.ts';
import { foldersBeside, may } from '../state/shared/owner.ts';
import { useWords } from '../words/index.ts';
import { Menu, type MenuItem } from './Menu.tsx';
import { nameAmong } from './mailbox-name.ts';

/** The menu to move mail to another folder of its account; where others share folders, also to copy it to other accounts. */
export function MoveMenu({ ids }: { ids: Chosen }) {
  const t = useWords();
  const folders = useMail(useShallow(({ mailboxes, owners }) => ({ mailboxes, owners })));
  const here = useMail((state) => state.list.view.mailboxId);
  const isShared = folders.owners.length > 0;
  const { move } = useOffers();
  const [copies, setCopies] = useState<typeof import('./shared/copy-items.ts')>();
  useEffect(() => {
    if (isShared) void part('copy-items', () => import('./shared/copy-items.ts')).then(setCopies, () => undefined);
  }, [isShared]);
  const beside = foldersBeside(folders, here);
  const moves = allFolders(move ? beside : [])
    .filter(({ mailbox: { id, role } }) => id !== here && role !== 'drafts' && role !== 'snoozed')
    .filter(({ mailbox: { id, role } }) => role === 'trash' || !isInTrash(beside, id))
    .filter(({ mailbox: { id } }) => may(folders, id, 'mayAddItems'));
  const copying = ids === 'all' ? [] : (copies?.copyItems(folders, here, ids, moves.length > 0) ?? []);
  if (moves.length + copying.length === 0) return null;
  const items = (): MenuItem[] => [
    ...moves.map(({ mailbox, depth }) => {
      const label = nameAmong(mailbox, beside, t);
      return { key: mailbox.id, label, depth: Math.min(depth, 3), run: () => void moveTo(ids, mailbox.id, label) };
    }),
    ...copying,
  ];
  return <Menu label={t('action.move')} hotkey="v" icon={<FolderInput size={16} aria-hidden="true" />} items={items} />;
}
