import { copyTargets } from '../../state/shared/copy-targets.ts';
import { copyTo } from '../../state/shared/copy-to.ts';
import type { Folders } from '../../state/shared/owner.ts';
import { text } from '../../words/index.ts';
import { sharedText } from '../../words/shared/index.ts';
import type { MenuItem } from '../Menu.tsx';
import { nameAmong } from '../mailbox-name.ts';

/**
 * Returns the menu items that copy mail into other accounts.
 * @param here the shown folder
 * @param isApart whether other items stand before them
 */
export function copyItems(folders: Folders, here: string | null, ids: readonly string[], isApart: boolean): MenuItem[] {
  return copyTargets(folders, here).flatMap(({ name, all, folders: theirs }, of) =>
    theirs.map(({ mailbox }, at) => {
      const folder = nameAmong(mailbox, all, text);
      return {
        key: mailbox.id,
        isApart: at === 0 && (isApart || of > 0),
        run: () => void copyTo(ids, mailbox.id, folder),
        label: name === null ? sharedText('copyTo', { folder }) : sharedText('copyToOf', { folder, name }),
      };
    }),
  );
}
