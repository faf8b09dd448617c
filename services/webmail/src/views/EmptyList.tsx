import { ownerOf } from '../jmap/ids.ts';
import { labelSearched } from '../state/labels/names.ts';
import { openView } from '../state/list.ts';
import { mailboxOf, useMail } from '../state/mail.ts';
import { folderOf } from '../state/shared/owner.ts';
import { write } from '../state/writing/begin.ts';
import { useEmptyWords } from '../words/empty/index.ts';

const PLACES = ['inbox', 'drafts', 'sent', 'archive', 'snoozed', 'trash', 'junk'] as const;

/** Says what the shown, empty place is for, and offers what people mostly do there. */
export default function EmptyList() {
  const t = useEmptyWords();
  const view = useMail((state) => state.list.view);
  const role = useMail((state) => folderOf(state, view.mailboxId)?.role);
  const owner = useMail(({ owners }) => owners.find(({ accountId }) => accountId === ownerOf(view.mailboxId)));
  const label = labelSearched(view.search);
  const place = PLACES.find((each) => each === role);
  const inbox = mailboxOf('inbox');
  const toInbox = { words: t('toInbox'), run: () => inbox && void openView({ mailboxId: inbox.id, search: '' }) };
  const writing = { words: t('write'), run: () => write() };
  const everywhere = { words: t('everywhere'), run: () => void openView({ mailboxId: null, search: view.search }) };
  const clear = { words: t('clear'), run: toInbox.run };
  const [said, action] = label
    ? [t('label', { name: label.name }), toInbox]
    : view.search
      ? [t('search'), view.mailboxId === null ? clear : everywhere]
      : owner
        ? [t('shared', { name: owner.name }), toInbox]
        : [t(place ?? 'folder'), place === 'inbox' || place === 'drafts' || place === 'sent' ? writing : toInbox];
  return (
    <>
      {said}
      <button type="button" className="quiet" onClick={action.run}>
        {action.words}
      </button>
    </>
  );
}
