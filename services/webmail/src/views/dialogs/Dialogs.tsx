import { closeDialog, useDialogs } from '../../state/dialogs.ts';
import { Preview } from '../files/Preview.tsx';
import { LabelDialog } from '../labels/LabelDialog.tsx';
import { RedirectDialog } from '../redirect/RedirectDialog.tsx';
import { ShareDialog } from '../sharing/ShareDialog.tsx';
import { FolderDialog } from './FolderDialog.tsx';

/** The open dialog, if there is one. This part is loaded when it is needed. */
export default function Dialogs() {
  const { open, turn } = useDialogs();
  const close = () => closeDialog(turn);
  switch (open?.kind) {
    case 'label':
      return <LabelDialog label={open.label} ids={open.ids} onClose={close} />;
    case 'folder':
      return <FolderDialog folder={open.folder} parent={open.parent} onClose={close} />;
    case 'share':
      return <ShareDialog mailboxId={open.mailboxId} onClose={close} />;
    case 'redirect':
      return <RedirectDialog message={open.message} onClose={close} />;
    case 'preview':
      return <Preview files={open.files} at={open.at} onClose={close} />;
    case 'commands':
    case undefined:
      return null;
  }
}
