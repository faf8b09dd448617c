import { Ellipsis, Plus } from 'lucide-react';
import { part } from '../../shell/part.ts';
import { usePreferences } from '../../state/account-preferences.ts';
import { openDialog } from '../../state/dialogs.ts';
import { targetOf, useDragging } from '../../state/dragging.ts';
import type { Label } from '../../state/labels/label.ts';
import { openLabel } from '../../state/labels/labels.ts';
import { labelSearched } from '../../state/labels/names.ts';
import { useMail } from '../../state/mail.ts';
import { showError } from '../../state/show-error.ts';
import { useWords } from '../../words/index.ts';
import { FolderLine } from '../FolderLine.tsx';
import styles from '../Folders.module.css';
import { Menu } from '../Menu.tsx';
import own from './labels.module.css';

/** The labels below the folders; each opens its mail. */
export function LabelList({ onOpen }: { onOpen(): void }) {
  const t = useWords();
  const labels = usePreferences((state) => state.labels);
  const search = useMail((state) => state.list.view.search);
  const current = labelSearched(search)?.keyword;
  return (
    <>
      <div className={styles.head}>
        <h2>{t('label.title')}</h2>
        <button
          type="button"
          className="quiet"
          aria-label={t('label.new')}
          title={t('label.new')}
          onClick={() => openDialog({ kind: 'label', label: null, ids: [] })}
        >
          <Plus size={16} />
        </button>
      </div>
      <ul className={styles.list}>
        {labels.map((label) => (
          <LabelItem
            key={label.keyword}
            label={label}
            isCurrent={label.keyword === current}
            onOpen={() => {
              onOpen();
              void openLabel(label);
            }}
          />
        ))}
      </ul>
    </>
  );
}

function remove(label: Label): void {
  part('edit-labels', () => import('../../state/labels/edit-labels.ts'))
    .then(({ removeLabel }) => removeLabel(label))
    .catch(showError);
}

function LabelItem({ label, isCurrent, onOpen }: { label: Label; isCurrent: boolean; onOpen(): void }) {
  const t = useWords();
  const target = targetOf(label);
  const isOver = useDragging(({ over }) => over === target);
  const items = [
    { label: t('label.edit'), run: () => openDialog({ kind: 'label', label, ids: [] }) },
    { label: t('label.remove'), run: () => remove(label) },
  ];
  return (
    <FolderLine
      name={label.name}
      isCurrent={isCurrent}
      options={
        <Menu
          label={t('app.optionsOf', { name: label.name })}
          className={`quiet ${styles.options}`}
          icon={<Ellipsis size={16} aria-hidden="true" />}
          items={items}
        />
      }
      data-drop={target}
      data-over={isOver}
      onClick={onOpen}
    >
      <span className={own.dot} data-colour={label.colour} aria-hidden="true" />
      <span className={styles.name}>{label.name}</span>
    </FolderLine>
  );
}
