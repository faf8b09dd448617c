import type { Mailbox } from '../jmap/types.ts';
import { show } from '../state/toasts.ts';
import { useWords } from '../words/index.ts';

export function EmptyTrash({ mailbox: { id, totalEmails } }: { mailbox: Mailbox }) {
  const t = useWords();
  async function empty(): Promise<void> {
    if (!confirm(t('list.emptyTrashAsk', { count: totalEmails }))) return;
    const { emptyMailbox } = await import('../state/empty-mailbox.ts');
    try {
      const { kept } = await emptyMailbox(id);
      if (kept > 0) show(t('done.notDeleted', { count: kept }));
    } catch (error) {
      show(t('app.failed', { reason: error instanceof Error ? error.message : '' }));
    }
  }
  return (
    <button type="button" className="quiet" onClick={() => void empty()}>
      {t('list.emptyTrash')}
    </button>
  );
}
