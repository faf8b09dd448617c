import { type FormEvent, useState } from 'react';
import type { Mailbox } from '../../jmap/types.ts';
import { makeFolder, renameFolder } from '../../state/folders/name-folder.ts';
import { reasonFor, showError } from '../../state/show-error.ts';
import { doing } from '../../state/toasts.ts';
import { useFolderWords } from '../../words/folders/index.ts';
import { useWords } from '../../words/index.ts';
import { Dialog } from '../Dialog.tsx';
import { nameOfMailbox } from '../mailbox-name.ts';
import forms from './dialogs.module.css';
import { NameField } from './NameField.tsx';

/** Other programs cut longer names. */
const MAX_NAME = 200;

interface Props {
  /** Null: a new folder. */
  folder: Mailbox | null;
  /** The parent of a new folder; null: at the top. */
  parent: Mailbox | null;
  onClose(): void;
}

/** The name of a new or an existing folder. An invalid name stays in the field, with the reason. */
export function FolderDialog({ folder, parent, onClose }: Props) {
  const t = useWords();
  const own = useFolderWords();
  const [fault, setFault] = useState('');
  const [isBusy, setBusy] = useState(false);

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name')).trim();
    if (name === folder?.name) return onClose();
    if (name === '') return setFault(own('noName'));
    setBusy(true);
    try {
      await doing(async () => {
        const undo = folder ? await renameFolder(folder, name) : await makeFolder(parent, name);
        onClose();
        const said = folder ? own('renamed', { folder: folder.name, name }) : own('made', { folder: name });
        return [said, undo && { label: t('app.undo'), run: () => void undo().catch(showError) }];
      });
    } catch (error) {
      setFault(t('app.failed', { reason: await reasonFor(error) }));
      setBusy(false);
    }
  }

  const title = folder
    ? own('newName', { folder: folder.name })
    : parent
      ? own('nameIn', { folder: nameOfMailbox(parent, t) })
      : t('folders.new');
  return (
    <Dialog title={title} isSmall onClose={onClose}>
      <form className={forms.form} onSubmit={(event) => void save(event)}>
        <NameField name={folder?.name} maxLength={MAX_NAME} fault={fault} onChange={() => setFault('')} />
        <button type="submit" className="main" disabled={isBusy}>
          {t('settings.save')}
        </button>
      </form>
    </Dialog>
  );
}
