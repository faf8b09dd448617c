import { Tag } from 'lucide-react';
import { usePreferences } from '../state/account-preferences.ts';
import { searchFor } from '../state/labels/names.ts';
import { openView } from '../state/list.ts';
import { useMail } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import { Menu } from './Menu.tsx';
import styles from './SearchChips.module.css';

/** What a search is narrowed by with one touch: each is a word of the search, and stands in its field. */
export function SearchChips() {
  const t = useWords();
  const view = useMail((state) => state.list.view);
  const labels = usePreferences((state) => state.labels);
  const has = (term: string): boolean => ` ${view.search} `.includes(` ${term} `);
  const toggle = (term: string): void => {
    const search = has(term) ? ` ${view.search} `.replace(` ${term} `, ' ').trim() : `${view.search} ${term}`.trim();
    void openView({ ...view, search });
  };
  const chips = [
    { term: 'is:unread', name: t('search.unread') },
    { term: 'has:attachment', name: t('search.attachment') },
  ];
  return (
    <div className={styles.chips}>
      {chips.map(({ term, name }) => (
        <button key={term} type="button" className={styles.chip} aria-pressed={has(term)} onClick={() => toggle(term)}>
          {name}
        </button>
      ))}
      {labels.length > 0 && (
        <Menu
          label={t('action.label')}
          className={styles.chip}
          icon={<Tag size={12} aria-hidden="true" />}
          items={labels.map((label) => ({
            ...{ key: label.keyword, label: label.name, colour: label.colour, isChecked: has(searchFor(label)) },
            run: () => toggle(searchFor(label)),
          }))}
        />
      )}
    </div>
  );
}
