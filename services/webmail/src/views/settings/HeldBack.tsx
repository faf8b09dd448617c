import { useCallback, useEffect, useRef, useState } from 'react';
import { longDate } from '../../format/dates.ts';
import { safeLine } from '../../format/safe-line.ts';
import { formatSize } from '../../format/sizes.ts';
import { request } from '../../jmap/client.ts';
import { noteFailure } from '../../state/mail.ts';
import { SENTENCES } from '../../state/sentences.ts';
import { showError } from '../../state/show-error.ts';
import { show } from '../../state/toasts.ts';
import { useWords } from '../../words/index.ts';
import { useJunkWords } from '../../words/junk/index.ts';
import { noted } from '../../words/noted/index.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { HeldNotices, type Often } from './HeldNotices.tsx';
import { HELD_SENTENCES } from './held-sentences.ts';
import { Section } from './Section.tsx';
import settings from './Settings.module.css';

interface HeldMail {
  id: string;
  from: string;
  subject: string;
  reason: string;
  found: readonly { by: string; text: string }[];
  size: number;
  acceptedAt: string;
  isDangerous: boolean;
}

interface Page {
  quarantined: HeldMail[];
  next: string | null;
}

function safe({ from, subject, reason, found, ...rest }: HeldMail): HeldMail {
  return {
    ...rest,
    from: safeLine(from),
    subject: safeLine(subject),
    reason: safeLine(reason),
    found: found.map(({ by, text }) => ({ by, text: safeLine(text) })),
  };
}

/** Returns the findings as notes; where there are none, the reason given for the message. */
const notesOf = (reason: string, found: HeldMail['found']) =>
  (found.length > 0 ? found.map(({ text }) => text) : [reason]).flatMap(noted);

/** Messages in quarantine, and why. Shown where there are any, or where the person has chosen how to be told of them. */
export function HeldBack() {
  const t = useWords();
  const own = useSettingsWords();
  const junk = useJunkWords();
  const [mails, setMails] = useState<HeldMail[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [often, setOften] = useState<Often>(null);
  const asked = useRef(0);
  const read = useCallback(async (after?: string): Promise<void> => {
    const path = after ? `/account/quarantine?after=${after}` : '/account/quarantine';
    const mine = ++asked.current;
    const page = (await (await request(path)).json()) as Page;
    // A later request, made after more was released or deleted, has the newer answer.
    if (mine < asked.current) return;
    const found = page.quarantined.map(safe);
    setMails((before) => (after ? [...before, ...found] : found));
    setNext(page.next);
  }, []);
  useEffect(() => {
    read().catch(noteFailure);
    request('/account/notices')
      .then(async (answer) => setOften(((await answer.json()) as { held: Often }).held))
      .catch(noteFailure);
  }, [read]);
  const settle = (method: 'POST' | 'DELETE', path: string): void =>
    void request(`/account/quarantine/${path}`, { method })
      .then(() => show(own(method === 'POST' ? 'heldBack.released' : 'heldBack.deleted')))
      .then(() => read())
      .catch(showError);

  const sentencesOf = (found: HeldMail['found']): string[] => {
    const all = found.map(({ by }) => {
      const held = HELD_SENTENCES[by];
      return held ? own(held) : junk(SENTENCES[by] ?? 'doubted');
    });
    return all.length > 0 ? [...new Set(all)] : [junk('doubted')];
  };

  if (mails.length === 0 && often === null) return null;
  return (
    <Section title={own('heldBack.title')}>
      <p className={settings.muted}>{own('heldBack.what')}</p>
      <ul className={`${settings.devices} ${settings.held}`}>
        {mails.map(({ id, from, subject, reason, found, size, acceptedAt, isDangerous }) => (
          <li key={id}>
            <span>
              <bdi>{subject || t('list.noSubject')}</bdi>
              <small>
                <bdi>{from}</bdi> · {longDate(acceptedAt)} · {formatSize(size)}
              </small>
              <small>{sentencesOf(found).join(' ')}</small>
              <details>
                <summary>{junk('noted')}</summary>
                {notesOf(reason, found).map(({ words, lang }) => (
                  <small key={words} lang={lang}>
                    {words}
                  </small>
                ))}
              </details>
            </span>
            {!isDangerous && (
              <button
                type="button"
                className="quiet"
                aria-label={own('heldBack.releaseOne', { subject })}
                onClick={() => settle('POST', `${id}/release`)}
              >
                {own('heldBack.release')}
              </button>
            )}
            <button
              type="button"
              className="quiet"
              aria-label={own('heldBack.deleteOne', { subject })}
              onClick={() => {
                if (confirm(own('heldBack.deleteAsk', { subject: subject || t('list.noSubject') })))
                  settle('DELETE', id);
              }}
            >
              {own('heldBack.delete')}
            </button>
          </li>
        ))}
      </ul>
      {next && (
        <button type="button" className="quiet" onClick={() => void read(next).catch(noteFailure)}>
          {own('heldBack.more')}
        </button>
      )}
      <HeldNotices often={often} onChosen={setOften} />
    </Section>
  );
}
