import { useMail } from '../state/mail.ts';
import { selectAll, selectRead } from '../state/selection.ts';
import { useWords } from '../words/index.ts';
import styles from './List.module.css';

/** The button that selects the loaded rows, and then, where there are more, the whole folder or all search results. */
export function SelectAll({ folder }: { folder: string }) {
  const t = useWords();
  const all = useMail((state) => state.allSelected);
  const count = useMail(({ selected }) => selected.size);
  const { total, view } = useMail(({ list }) => list);
  const hasAllRead = useMail(({ list: { ids }, selected }) => ids.every((id) => id === undefined || selected.has(id)));
  if (all)
    return (
      <span className={styles.allOf} role="status">
        {t('list.allOf', { total: all.total })}
      </span>
    );
  const isWhole = count > 0 && hasAllRead;
  // Everything is selected.
  if (isWhole && count >= total) return null;
  const words = view.search ? t('list.selectAllFound', { total }) : t('list.selectAllOf', { total, folder });
  return (
    <button type="button" className={`quiet ${styles.all}`} onClick={isWhole ? selectAll : selectRead}>
      {isWhole ? words : t('list.selectAll')}
    </button>
  );
}
