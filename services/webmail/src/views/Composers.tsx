import { useCompose } from '../state/compose.ts';
import { Composer } from './Composer.tsx';
import styles from './Composers.module.css';

/** Windows in which one writes, side by side at the bottom. */
export default function Composers() {
  const drafts = useCompose((state) => state.drafts);
  return (
    <div className={styles.row}>
      {drafts.map((draft) => (
        <Composer key={draft.key} draft={draft} />
      ))}
    </div>
  );
}
