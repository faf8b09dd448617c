import { closeDialog, useDialogs } from '../../state/dialogs.ts';
import { Preview } from '../files/Preview.tsx';
import { LabelDialog } from '../labels/LabelDialog.tsx';
import { RedirectDialog } from '../redirect/RedirectDialog.tsx';
import { ShareDialog } from '../sharing/ShareDialog.tsx';
import { FolderDialog } from './FolderDialog.tsx';

/** The dialog that is open, if one is. They come when they are needed. */
export default function Dialogs() {
  const open = useDialogs((state) => state.open);
  switch (open?.kind) {
    case 'label':
      return <LabelDialog label={open.label} ids={open.ids} onClose={closeDialog} />;
    case 'folder':
      return <FolderDialog folder={open.folder} parent={open.parent} onClose={closeDialog} />;
    case 'share':
      return <ShareDialog mailboxId={open.mailboxId} onClose={closeDialog} />;
    case 'redirect':
      return <RedirectDialog message={open.message} onClose={closeDialog} />;
    case 'preview':
      return <Preview files={open.files} at={open.at} onClose={closeDialog} />;
    case 'commands':
    case undefined:
      return null;
  }
}
