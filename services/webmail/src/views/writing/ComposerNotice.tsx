import { type Draft, isRefused, recipientsOf } from '../../state/writing/draft.ts';
import { makePlain } from '../../state/writing/format.ts';
import { useWords } from '../../words/index.ts';
import { writingText } from '../../words/writing/index.ts';
import styles from './Composer.module.css';
import type { Sending } from './use-sending.ts';

interface Props {
  readonly draft: Draft;
  readonly sending: Sending;
  /** Whether to ask if the text may lose its looks. */
  readonly asksPlain: boolean;
  onPlainAnswered(): void;
}

/** What is wrong with a draft, and what the page asks before it goes on. */
export function ComposerNotice({ draft, sending: { problem, sendAnyway }, asksPlain, onPlainAnswered }: Props) {
  const t = useWords();
  const refused = recipientsOf(draft).good.filter((each) => isRefused(each, draft));
  const losesLooks = (): void => {
    onPlainAnswered();
    makePlain(draft.key, true);
  };
  return (
    <p className={styles.problem} role="alert">
      {problem}
      {!problem &&
        refused.length > 0 &&
        writingText('refused.recipients', { whom: refused.map(({ email }) => email).join(', ') })}
      {asksPlain && (
        <>
          {t('compose.plainLoses')}
          <span className={styles.choices}>
            <Choice label={t('compose.plainAnyway')} onChosen={losesLooks} />
            <Choice label={t('compose.stayRich')} onChosen={onPlainAnswered} />
          </span>
        </>
      )}
      {sendAnyway && (
        <>
          {t('compose.forgotten')}
          <span className={styles.choices}>
            <Choice label={t('compose.sendAnyway')} onChosen={sendAnyway} />
          </span>
        </>
      )}
    </p>
  );
}

function Choice({ label, onChosen }: { label: string; onChosen(): void }) {
  return (
    <button type="button" className="quiet" onClick={onChosen}>
      {label}
    </button>
  );
}
