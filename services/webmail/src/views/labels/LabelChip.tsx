import type { Label } from '../../state/labels/label.ts';
import styles from './labels.module.css';

/** A label beside a subject. */
export function LabelChip({ label: { name, colour } }: { label: Label }) {
  return (
    <bdi className={styles.chip} data-colour={colour} title={name}>
      {name}
    </bdi>
  );
}
