import { useState } from 'react';
import { type CleanedUp, cleanUp, countUnwanted, goesForGood, type Unwanted } from '../../state/clean-up.ts';
import { whyKept } from '../../state/delivery/without-to-go.ts';
import { noteFailure } from '../../state/mail.ts';
import { showError } from '../../state/show-error.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { MailboxOptions } from '../MailboxOptions.tsx';
import styles from './Settings.module.css';

/** The choices, in months and in megabytes. */
const AGES = [0, 6, 12, 24, 60];
const SIZES = [0, 1, 5, 10, 25];

type State =
  | { kind: 'found' | 'going'; unwanted: Unwanted; count: number; gone: number }
  | ({ kind: 'over'; forGood: boolean } & CleanedUp)
  | { kind: 'undone' }
  | null;

/** Deletes old and large mail, after showing how much that is. */
export function CleanUp({ onGone }: { onGone(): void }) {
  const t = useSettingsWords();
  const [mailboxId, setMailboxId] = useState('');
  const [months, setMonths] = useState(24);
  const [megabytes, setMegabytes] = useState(0);
  const [state, setState] = useState<State>(null);
  const isGoing = state?.kind === 'going';

  /** Sets a choice and drops the last result, which was for other choices. */
  function choosing(choose: (value: string) => void) {
    return ({ target }: { target: HTMLSelectElement }): void => {
      choose(target.value);
      setState(null);
    };
  }

  async function find(): Promise<void> {
    const before = new Date();
    before.setMonth(before.getMonth() - months);
    const unwanted = {
      mailboxId: mailboxId || null,
      before: months > 0 ? before : null,
      minSize: megabytes * 1_000_000,
    };
    try {
      setState({ kind: 'found', unwanted, count: await countUnwanted(unwanted), gone: 0 });
    } catch (error) {
      noteFailure(error);
      showError(error);
    }
  }

  async function go(unwanted: Unwanted, count: number): Promise<void> {
    setState({ kind: 'going', unwanted, count, gone: 0 });
    try {
      const done = await cleanUp(unwanted, (gone) => setState({ kind: 'going', unwanted, count, gone }));
      setState({ kind: 'over', ...done, forGood: goesForGood(unwanted) });
      if (done.failure) showError(done.failure);
    } catch (error) {
      noteFailure(error);
      showError(error);
      setState(null);
    }
    onGone();
  }

  async function takeBack(undo: () => Promise<void>): Promise<void> {
    try {
      await undo();
      setState({ kind: 'undone' });
    } catch (error) {
      showError(error);
    }
    onGone();
  }

  return (
    <>
      <h3>{t('clean.title')}</h3>
      <div className={styles.form}>
        <label>
          {t('settings.folder')}
          <select value={mailboxId} disabled={isGoing} onChange={choosing(setMailboxId)}>
            <option value="">{t('clean.everywhere')}</option>
            <MailboxOptions />
          </select>
        </label>
        <label>
          {t('clean.age')}
          <select value={months} disabled={isGoing} onChange={choosing((value) => setMonths(Number(value)))}>
            {AGES.map((each) => (
              <option key={each} value={each}>
                {each === 0 ? t('clean.anyAge') : t('clean.months', { count: each })}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('clean.size')}
          <select value={megabytes} disabled={isGoing} onChange={choosing((value) => setMegabytes(Number(value)))}>
            {SIZES.map((each) => (
              <option key={each} value={each}>
                {each === 0 ? t('clean.anySize') : t('clean.megabytes', { size: each })}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          className={styles.choice}
          disabled={isGoing || (months === 0 && megabytes === 0)}
          onClick={() => void find()}
        >
          {t('clean.find')}
        </button>
        <p role="status" className={styles.muted}>
          {state?.kind === 'found' && t('clean.found', { count: state.count })}
          {state?.kind === 'going' && t('clean.going', { gone: state.gone, count: state.count })}
          {state?.kind === 'over' &&
            (state.forGood ? t('done.deleteForGood', { count: state.gone }) : t('clean.moved', { count: state.gone }))}
          {state?.kind === 'over' && state.kept > 0 && ` ${whyKept(state)}`}
          {state?.kind === 'undone' && t('clean.undone')}
        </p>
        {state?.kind === 'over' && state.undo && (
          <button type="button" className={styles.choice} onClick={() => void (state.undo && takeBack(state.undo))}>
            {t('app.undo')}
          </button>
        )}
        {state?.kind === 'found' && state.count > 0 && (
          <button type="button" className="main" onClick={() => void go(state.unwanted, state.count)}>
            {goesForGood(state.unwanted) ? t('clean.destroy') : t('clean.toTrash')}
          </button>
        )}
      </div>
    </>
  );
}
