import { ExternalLink, Maximize2, Minimize2, Minus, X } from 'lucide-react';
import type { Draft } from '../../state/writing/draft.ts';
import { change } from '../../state/writing/drafts.ts';
import { canPopOut, popOut } from '../../state/writing/pop-out.ts';
import { close } from '../../state/writing/saving.ts';
import { useWords } from '../../words/index.ts';
import { useWritingWords } from '../../words/writing/index.ts';
import { Tool } from '../Tool.tsx';
import styles from './Composer.module.css';

interface Props {
  draft: Draft;
  title: string;
  isWide: boolean;
  /** Whether it has a browser window of its own. */
  isAlone: boolean;
  onWide(isWide: boolean): void;
}

/** The title of a compose window, and buttons for its size. */
export function ComposerHead({ draft, title, isWide, isAlone, onWide }: Props) {
  const t = useWords();
  const own = useWritingWords();
  const { key } = draft;
  const tools = [
    { label: t('compose.minimise'), Icon: Minus, run: () => change(key, { isSmall: true }) },
    {
      label: own(isWide ? 'narrow' : 'widen'),
      Icon: isWide ? Minimize2 : Maximize2,
      isOfDesk: true,
      run: () => onWide(!isWide),
    },
    ...(canPopOut(draft)
      ? [{ label: own('popOut'), Icon: ExternalLink, isOfDesk: true, run: () => void popOut(key) }]
      : []),
  ];
  return (
    <header className={styles.head}>
      <span className={styles.title}>{title}</span>
      {(isAlone ? [] : tools).map(({ label, Icon, run, ...more }) => (
        <button
          key={label}
          type="button"
          className="quiet"
          data-desk={'isOfDesk' in more}
          aria-label={label}
          title={label}
          onClick={run}
        >
          <Icon size={16} />
        </button>
      ))}
      <Tool label={t('app.close')} Icon={X} onClick={() => void close(key)} />
    </header>
  );
}
