import { useCallback, useEffect, useState } from 'react';
import { longDate } from '../../format/dates.ts';
import { formatSize } from '../../format/sizes.ts';
import { request } from '../../jmap/client.ts';
import { noteFailure } from '../../state/mail.ts';
import { useWords } from '../../words/index.ts';
import { Section } from './Section.tsx';
import settings from './Settings.module.css';

interface HeldMail {
  id: string;
  from: string;
  subject: string;
  reason: string;
  size: number;
  acceptedAt: string;
  isDangerous: boolean;
}

interface Page {
  quarantined: HeldMail[];
  next: string | null;
}

/** Mail that is kept apart, and why; shown where there is any. */
export function HeldBack() {
  const t = useWords();
  const [mails, setMails] = useState<HeldMail[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const read = useCallback(async (after?: string): Promise<void> => {
    const path = after ? `/account/quarantine?after=${after}` : '/account/quarantine';
    const page = (await (await request(path)).json()) as Page;
    setMails((before) => (after ? [...before, ...page.quarantined] : page.quarantined));
    setNext(page.next);
  }, []);
  useEffect(() => {
    read().catch(noteFailure);
  }, [read]);
  const settle = (method: 'POST' | 'DELETE', path: string): void =>
    void request(`/account/quarantine/${path}`, { method })
      .then(() => read())
      .catch(noteFailure);

  if (mails.length === 0) return null;
  return (
    <Section title={t('heldBack.title')}>
      <p className={settings.muted}>{t('heldBack.what')}</p>
      <ul className={settings.devices}>
        {mails.map(({ id, from, subject, reason, size, acceptedAt, isDangerous }) => (
          <li key={id}>
            <span>
              {subject || t('list.noSubject')}
              <small>
                {from} · {longDate(acceptedAt)} · {formatSize(size)} · {reason}
              </small>
            </span>
            {!isDangerous && (
              <button
                type="button"
                className="quiet"
                aria-label={t('heldBack.releaseOne', { subject })}
                onClick={() => settle('POST', `${id}/release`)}
              >
                {t('heldBack.release')}
              </button>
            )}
            <button
              type="button"
              className="quiet"
              aria-label={t('heldBack.deleteOne', { subject })}
              onClick={() => settle('DELETE', id)}
            >
              {t('heldBack.delete')}
            </button>
          </li>
        ))}
      </ul>
      {next && (
        <button type="button" className="quiet" onClick={() => void read(next).catch(noteFailure)}>
          {t('heldBack.more')}
        </button>
      )}
    </Section>
  );
}
