import type { ReactNode } from 'react';
import styles from './Settings.module.css';

/** One subject of the settings. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
