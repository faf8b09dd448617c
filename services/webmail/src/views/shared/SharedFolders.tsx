import { useId } from 'react';
import type { Mailbox } from '../../jmap/types.ts';
import { allFolders } from '../../state/folders/folder-tree.ts';
import { useMail } from '../../state/mail.ts';
import type { Owner } from '../../state/shared/owner.ts';
import { useSharedWords } from '../../words/shared/index.ts';
import folders from '../Folders.module.css';
import { FolderTree } from '../FolderTree.tsx';
import styles from './shared.module.css';

interface Props {
  onOpen(mailbox: Mailbox): void;
}

/** The folders that others share with the person, below one's own. */
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
  const id = useId();
  return (
    <>
      <h3 id={id} className={styles.owner} title={owner.address}>
        <bdi>{owner.name}</bdi>
      </h3>
      <FolderTree placed={allFolders(mailboxes)} labelledBy={id} onOpen={onOpen} />
    </>
  );
}
