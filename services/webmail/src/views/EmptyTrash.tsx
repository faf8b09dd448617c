import type { Mailbox } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { tell } from '../state/actions.ts';
import { show } from '../state/toasts.ts';
import { useWords } from '../words/index.ts';

export function EmptyTrash({ mailbox: { id, totalEmails } }: { mailbox: Mailbox }) {
  const t = useWords();
  async function empty(): Promise<void> {
    if (!confirm(t('list.emptyTrashAsk', { count: totalEmails }))) return;
    try {
      const { emptyMailbox } = await part('empty-mailbox', () => import('../state/empty-mailbox.ts'));
      const { kept } = await emptyMailbox(id);
      if (kept > 0) show(t('done.notDeleted', { count: kept }));
    } catch (error) {
      tell(error);
    }
  }
  return (
    <button type="button" className="quiet" onClick={() => void empty()}>
      {t('list.emptyTrash')}
    </button>
  );
}
