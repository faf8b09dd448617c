import { X } from 'lucide-react';
import { openLabel, putLabel } from '../../state/labels/labels.ts';
import { useLabelsAmong } from '../../state/labels/names.ts';
import { useWords } from '../../words/index.ts';
import styles from './labels.module.css';

interface Props {
  id: string;
  keywords: readonly string[];
  /** Whether the person may not remove them. */
  isFixed: boolean;
}

/** The labels of the open conversation. Each opens its mail (in somebody else's folder, that folder's only) and can be removed. */
export function LabelsOnMail({ id, keywords, isFixed }: Props) {
  const t = useWords();
  const labels = useLabelsAmong(keywords);
  if (labels.length === 0) return null;
  return (
    <div className={styles.all}>
      {labels.map((label) => (
        <span key={label.keyword} className={styles.onMail} data-colour={label.colour}>
          <button
            type="button"
            title={t('label.open', { name: label.name })}
            onClick={() => void openLabel(label, true)}
          >
            {label.name}
          </button>
          {!isFixed && (
            <button
              type="button"
              aria-label={t('label.takeOff', { name: label.name })}
              title={t('label.takeOff', { name: label.name })}
              onClick={() => void putLabel([id], label, false)}
            >
              <X size={12} aria-hidden="true" />
            </button>
          )}
        </span>
      ))}
    </div>
  );
}
