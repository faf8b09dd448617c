import { withoutOverrides } from '../../format/safe-line.ts';
import { useFileWords } from '../../words/files/index.ts';
import styles from './Preview.module.css';
import { useText } from './use-text.ts';

export function TextFile({ url, charset }: { url: string; charset: string | null }) {
  const own = useFileWords();
  const text = useText(url, charset);
  if (text === null) return null;
  if (text === undefined) return <p className={styles.muted}>{own('preview.failed')}</p>;
  return <pre className={styles.text}>{withoutOverrides(text)}</pre>;
}
