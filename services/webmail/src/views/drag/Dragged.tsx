import { useDragging } from '../../state/dragging.ts';
import styles from './Dragged.module.css';

/** The text of what is dragged, beside the pointer. */
export function Dragged() {
  const { load, at, over } = useDragging();
  if (!load) return null;
  return (
    <div
      className={styles.dragged}
      data-taken={over !== null}
      style={{ transform: `translate(${at[0]}px, ${at[1]}px)` }}
      aria-hidden="true"
    >
      {load.words}
    </div>
  );
}
