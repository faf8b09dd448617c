import { useShallow } from 'zustand/react/shallow';
import type { Mailbox } from '../../jmap/types.ts';
import { allFolders } from '../../state/folders/folder-tree.ts';
import { isInTrash } from '../../state/folders/in-trash.ts';
import { useMail } from '../../state/mail.ts';
import { useWords } from '../../words/index.ts';
import { nameAmong } from '../mailbox-name.ts';
import styles from './FolderChoice.module.css';
import settings from './Settings.module.css';

/** Folders without notifications: their mail is one's own, or nobody wants to be told of it. */
const APART = ['drafts', 'sent', 'snoozed', 'junk', 'trash'];

interface Props {
  title: string;
  chosen: readonly string[];
  onChoose(ids: readonly string[]): void;
}

/** A choice of one's own folders and of those that others share, each with a checkbox. */
export function FolderChoice({ title, chosen, onChoose }: Props) {
  const t = useWords();
  const { mailboxes, owners } = useMail(useShallow(({ mailboxes, owners }) => ({ mailboxes, owners })));
  const groups = [{ accountId: '', name: '', mailboxes }, ...owners].map(({ accountId, name, mailboxes: all }) => ({
    accountId,
    name,
    all,
    folders: allFolders(all.filter((each) => isOffered(each, accountId !== '') && !isInTrash(all, each.id))),
  }));
  const toggle = (id: string, isOn: boolean): void =>
    onChoose(isOn ? [...chosen, id] : chosen.filter((each) => each !== id));
  return (
    <fieldset className={styles.folders}>
      <legend>{title}</legend>
      {groups
        .filter(({ folders }) => folders.length > 0)
        .map(({ accountId, name, all, folders }) => (
          <div key={accountId} role="group" aria-label={name || undefined}>
            {name !== '' && (
              <p>
                <bdi>{name}</bdi>
              </p>
            )}
            {folders.map(({ mailbox, depth }) => (
              <label key={mailbox.id} className={settings.check} style={{ paddingInlineStart: `${depth * 20}px` }}>
                <input
                  type="checkbox"
                  checked={chosen.includes(mailbox.id)}
                  onChange={(event) => toggle(mailbox.id, event.target.checked)}
                />
                <bdi>{nameAmong(mailbox, all, t)}</bdi>
              </label>
            ))}
          </div>
        ))}
    </fieldset>
  );
}

function isOffered({ role, myRights }: Mailbox, isTheirs: boolean): boolean {
  return !APART.includes(role ?? '') && (!isTheirs || myRights.mayReadItems);
}
