import type { ComponentProps, CSSProperties, ReactNode } from 'react';
import styles from './Folders.module.css';

interface Props extends ComponentProps<'button'> {
  name: string;
  isCurrent: boolean;
  /** Hidden where there is room for names. */
  isHidden?: boolean;
  depth?: number;
  /** Shown after the button. */
  options: ReactNode;
  children: ReactNode;
}

/** A line of the list of folders and labels, with its options. All other properties are the button's. */
export function FolderLine({ name, isCurrent, isHidden, depth = 0, options, children, ...button }: Props) {
  return (
    <li className={styles.line} data-hidden={isHidden} style={{ '--depth': Math.min(depth, 6) } as CSSProperties}>
      <button
        type="button"
        className={styles.item}
        aria-current={isCurrent ? 'page' : undefined}
        title={name}
        {...button}
      >
        {children}
      </button>
      {options}
    </li>
  );
}
