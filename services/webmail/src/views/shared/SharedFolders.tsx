import { Folder } from 'lucide-react';
import { useId } from 'react';
import type { Mailbox } from '../../jmap/types.ts';
import { allFolders } from '../../state/folders/folder-tree.ts';
import { useMail } from '../../state/mail.ts';
import type { Owner } from '../../state/shared/owner.ts';
import { useWords } from '../../words/index.ts';
import { useSharedWords } from '../../words/shared/index.ts';
import { FolderItem } from '../FolderItem.tsx';
import folders from '../Folders.module.css';
import { ROLE_ICONS } from '../folder-icons.ts';
import { nameOfMailbox } from '../mailbox-name.ts';
import styles from './shared.module.css';

interface Props {
  onOpen(mailbox: Mailbox): void;
}

/** What others share with the person, below one's own folders. */
export default function SharedFolders({ onOpen }: Props) {
  const t = useSharedWords();
  const owners = useMail((state) => state.owners);
  const shown = owners.flatMap((owner) => {
    const mailboxes = owner.mailboxes.filter(({ myRights }) => myRights.mayReadItems);
    return mailboxes.length > 0 ? [{ owner, mailboxes }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <>
      <div className={folders.head}>
        <h2>{t('title')}</h2>
      </div>
      {shown.map(({ owner, mailboxes }) => (
        <OwnerFolders key={owner.accountId} owner={owner} mailboxes={mailboxes} onOpen={onOpen} />
      ))}
    </>
  );
}

function OwnerFolders({ owner, mailboxes, onOpen }: Props & { owner: Owner; mailboxes: readonly Mailbox[] }) {
  const t = useWords();
  const id = useId();
  const current = useMail((state) => state.list.view.mailboxId);
  return (
    <>
      <h3 id={id} className={styles.owner} title={owner.address}>
        <bdi>{owner.name}</bdi>
      </h3>
      <ul className={folders.list} aria-labelledby={id}>
        {allFolders(mailboxes).map(({ mailbox, depth }) => (
          <FolderItem
            key={mailbox.id}
            {...{ mailbox, depth, name: nameOfMailbox(mailbox, t), Icon: ROLE_ICONS.get(mailbox.role) ?? Folder }}
            isCurrent={current === mailbox.id}
            onOpen={() => onOpen(mailbox)}
          />
        ))}
      </ul>
    </>
  );
}
