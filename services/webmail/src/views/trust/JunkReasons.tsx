import type { Message } from '../../jmap/types.ts';
import { junk as markJunk } from '../../state/actions.ts';
import { useMail } from '../../state/mail.ts';
import { SENTENCES } from '../../state/sentences.ts';
import { useWords } from '../../words/index.ts';
import { useJunkWords } from '../../words/junk/index.ts';
import { noted } from '../../words/noted/index.ts';
import styles from './trust.module.css';

/** Why a message lies in Junk, in words and in the server's notes, and the button to take it out. */
export default function JunkReasons({ message }: { message: Message }) {
  const t = useJunkWords();
  const app = useWords();
  const junk = useMail(({ mailboxes }) => mailboxes.find(({ role }) => role === 'junk')?.id);
  if (junk === undefined || !message.mailboxIds[junk] || !message.origin) return null;
  const found = message.origin.junk;
  const sentences = [...new Set(found.map(({ by }) => t(SENTENCES[by] ?? 'doubted')))];
  // The server sets $junk too where it files mail itself, so the keyword counts only without findings.
  if (sentences.length === 0) sentences.push(t(message.keywords.$junk ? 'byYou' : 'unknown'));
  const notes = found
    .filter(({ by }) => by !== 'filter')
    .flatMap(({ text }) => noted(text.replace(/^spf=[^;]*; /, '')));
  return (
    <section className={styles.junk} aria-label={t('why')}>
      <h2>{t('why')}</h2>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <button
        type="button"
        className="quiet"
        onClick={() => void markJunk([useMail.getState().openId ?? message.id], false)}
      >
        {app('action.notJunk')}
      </button>
      {notes.length > 0 && (
        <details>
          <summary>{t('noted')}</summary>
          {notes.map(({ words, lang }) => (
            <p key={words} lang={lang}>
              {words}
            </p>
          ))}
        </details>
      )}
    </section>
  );
}
