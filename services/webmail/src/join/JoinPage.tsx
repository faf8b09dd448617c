import { useCallback, useEffect, useState } from 'react';
import { useBrand } from '../brand/brand.ts';
import { Foot } from '../brand/Foot.tsx';
import { Mark } from '../views/Mark.tsx';
import { useLanguage } from '../words/index.ts';
import { ApplicationView } from './ApplicationView.tsx';
import { type Credentials, type Joined, Refused, type Rules, readRules } from './api.ts';
import { Closed } from './Closed.tsx';
import styles from './Join.module.css';
import { JoinedView } from './JoinedView.tsx';
import { JoinForm } from './JoinForm.tsx';
import { goToApplication, usePlace } from './place.ts';
import { type Fault, useFaultText, useJoinWords } from './words/index.ts';

/** The page on which a person applies for a mailbox. */
export function JoinPage() {
  const t = useJoinWords();
  const { token, code } = usePlace();
  const language = useLanguage((state) => state.language);
  const brand = useBrand(({ name }) => name);
  const [joined, setJoined] = useState<Credentials | null>(null);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : language;
    document.title = `${t('join.title')} · ${brand}`;
  });

  function done(answer: Joined, password: string): void {
    if (answer.state === 'pending') goToApplication(answer.token);
    else setJoined({ address: answer.address, password });
  }

  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <a href="/" className={styles.home}>
          <Mark />
        </a>
        {!joined && (
          <p>
            {t('join.hasOne')} <a href="/">{t('join.signIn')}</a>
          </p>
        )}
      </header>
      <main className={styles.card}>
        {joined ? (
          <JoinedView credentials={joined} />
        ) : token ? (
          <ApplicationView key={token} token={token} />
        ) : (
          <Start code={code} onDone={done} />
        )}
      </main>
      <Foot label={t('join.language')} />
    </div>
  );
}

function Start({ code, onDone }: { code: string; onDone(joined: Joined, password: string): void }) {
  const t = useJoinWords();
  const why = useFaultText(true);
  const [rules, setRules] = useState<Rules | Fault | null>(null);
  const read = useCallback(() => {
    setRules(null);
    readRules().then(setRules, (error) => setRules(error instanceof Refused ? error : { fault: 'unknown' }));
  }, []);
  useEffect(read, [read]);
  if (rules === null) return <p className={styles.waiting}>{t('join.loading')}</p>;
  if ('fault' in rules)
    return (
      <div className={styles.result} role="alert">
        <h1>{t('join.title')}</h1>
        <p>{why(rules)}</p>
        <button type="button" className="main" onClick={read}>
          {t('application.again')}
        </button>
      </div>
    );
  const [domain] = rules.domains;
  return domain ? <JoinForm rules={rules} first={domain} code={code} onDone={onDone} /> : <Closed />;
}
