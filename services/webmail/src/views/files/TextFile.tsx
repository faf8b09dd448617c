import { useWords } from '../../words/index.ts';
import styles from './Preview.module.css';
import { useText } from './use-text.ts';

export function TextFile({ url, charset }: { url: string; charset: string | null }) {
  const t = useWords();
  const text = useText(url, charset);
  if (text === null) return null;
  if (text === undefined) return <p className={styles.muted}>{t('preview.failed')}</p>;
  return <pre className={styles.text}>{text}</pre>;
}
