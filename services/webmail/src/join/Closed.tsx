import styles from './Join.module.css';
import { useJoinWords } from './words/index.ts';

export function Closed() {
  const t = useJoinWords();
  return (
    <div className={styles.result}>
      <h1>{t('closed.title')}</h1>
      <p>{t('closed.text')}</p>
    </div>
  );
}
