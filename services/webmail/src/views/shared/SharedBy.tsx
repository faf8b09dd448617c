import type { ReactNode } from 'react';
import type { Owner } from '../../state/shared/owner.ts';
import { useSharedWords } from '../../words/shared/index.ts';
import styles from './shared.module.css';

/** Says whose folder is shown. */
export default function SharedBy({ owner: { name, address } }: { owner: Owner }): ReactNode {
  const t = useSharedWords();
  return (
    <span className={styles.by} title={address}>
      {t('by', { name })}
    </span>
  );
}
