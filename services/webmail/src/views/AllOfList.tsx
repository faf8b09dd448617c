import { useMail } from '../state/mail.ts';
import { clearSelection, selectAll } from '../state/selection.ts';
import { useWords } from '../words/index.ts';
import styles from './SelectionBar.module.css';

/** Where all rows that were read are chosen, and there are more: offers those, too. */
export function AllOfList({ folder }: { folder: string }) {
  const t = useWords();
  const isAll = useMail((state) => state.isAllSelected);
  const count = useMail(({ selected }) => selected.size);
  const { total, view } = useMail(({ list }) => list);
  const hasAllRead = useMail(({ list: { ids }, selected }) => ids.every((id) => id === undefined || selected.has(id)));
  if (!isAll && (count === 0 || count >= total || !hasAllRead)) return null;
  return (
    <p className={styles.all} role="status">
      {isAll ? t('list.allOf', { total }) : t('list.allRead', { count })}{' '}
      <button type="button" className="quiet" onClick={isAll ? clearSelection : selectAll}>
        {isAll
          ? t('action.clear')
          : view.search
            ? t('list.selectAllFound', { total })
            : t('list.selectAllOf', { total, folder })}
      </button>
    </p>
  );
}
