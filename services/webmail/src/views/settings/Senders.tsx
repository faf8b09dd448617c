import { X } from 'lucide-react';
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react';
import { noteFailure } from '../../state/mail.ts';
import {
  faultOf,
  type Rule,
  readSenderRules,
  type SenderRule,
  saidOf,
  setSenderRule,
} from '../../state/senders/sender-rules.ts';
import { useSenderWords } from '../../words/senders/index.ts';
import { DoneNote, type Note } from '../sharing/DoneNote.tsx';
import { Section } from './Section.tsx';
import styles from './Senders.module.css';
import settings from './Settings.module.css';
import { useNewest } from './use-newest.ts';

const RULES: readonly Rule[] = ['never', 'always'];

/** The senders whose mail is always or never accepted: a list to add to, to change and to remove from. */
export function Senders() {
  const t = useSenderWords();
  const field = useRef<HTMLInputElement>(null);
  const [rules, setRules] = useState<readonly SenderRule[]>([]);
  const [note, setNote] = useState<Note | null>(null);
  const newest = useNewest();
  const read = useCallback(() => newest(readSenderRules, setRules), [newest]);
  useEffect(() => void read().catch(noteFailure), [read]);

  /** Returns whether the server did it. */
  async function give(sender: string, rule: Rule | null): Promise<boolean> {
    try {
      const { before, pattern } = await setSenderRule(sender, rule);
      const undo = (): void => void give(pattern, before);
      setNote({ words: saidOf(pattern, rule), ...(before !== rule && { undo }) });
      return true;
    } catch (error) {
      setNote({ words: faultOf(error), isFault: true });
      return false;
    } finally {
      void read().catch(noteFailure);
    }
  }

  async function add(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const written = new FormData(form);
    const isDone = await give(String(written.get('sender')).trim(), written.get('rule') as Rule);
    if (isDone) form.reset();
    field.current?.focus();
  }

  return (
    <Section title={t('title')}>
      <p className={settings.muted}>{t('what')}</p>
      <form className={styles.add} onSubmit={(event) => void add(event)}>
        <label>
          {t('address')}
          <input
            ref={field}
            name="sender"
            required
            maxLength={320}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder={t('example')}
          />
        </label>
        <select name="rule" aria-label={t('newRule')}>
          {RULES.map((rule) => (
            <option key={rule} value={rule}>
              {t(rule)}
            </option>
          ))}
        </select>
        <button type="submit" className={settings.choice}>
          {t('add')}
        </button>
      </form>
      <DoneNote note={note} field={field} />
      {rules.length === 0 && <p className={settings.muted}>{t('none')}</p>}
      <ul className={styles.senders}>
        {rules.map(({ id, pattern, rule }) => (
          <li key={id}>
            <bdi>{pattern}</bdi>
            <select
              aria-label={t('rule', { sender: pattern })}
              value={rule}
              onChange={({ target }) => void give(pattern, target.value as Rule)}
            >
              {RULES.map((each) => (
                <option key={each} value={each}>
                  {t(each)}
                </option>
              ))}
            </select>
            <button
              type="button"
              className="quiet"
              aria-label={t('removeOne', { sender: pattern })}
              title={t('remove')}
              onClick={() => {
                // The button goes away with its sender.
                field.current?.focus();
                void give(pattern, null);
              }}
            >
              <X size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
