import { Check } from 'lucide-react';
import type { RefObject } from 'react';
import type { JoinableDomain, Rules } from './api.ts';
import styles from './Join.module.css';
import type { NameCheck } from './use-name-check.ts';
import { useJoinWords, wordOf } from './words/index.ts';

interface Props {
  readonly rules: Rules;
  readonly domain: JoinableDomain;
  onDomain(domain: JoinableDomain): void;
  readonly name: string;
  onName(name: string): void;
  readonly check: NameCheck;
  readonly field: RefObject<HTMLInputElement | null>;
}

/** The name with its domain, and whether it is free, as one types. */
export function NameField({ rules, domain, onDomain, name, onName, check, field }: Props) {
  const t = useJoinWords();
  const fault = check.state === 'fault' ? check.fault : '';
  const word = fault === 'name-script' && domain.names === 'ascii' ? 'fault.name-scriptAscii' : wordOf(fault);
  return (
    <div className={styles.field}>
      <label htmlFor="name">{t('field.address')}</label>
      <div className={styles.addressRow}>
        <input
          id="name"
          ref={field}
          name="name"
          value={name}
          onChange={(event) => onName(event.target.value)}
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          maxLength={64}
          required
          aria-invalid={fault !== ''}
          aria-describedby="name-status"
        />
        {rules.domains.length === 1 ? (
          <span className={styles.domain}>@{domain.name}</span>
        ) : (
          <select
            className={styles.domain}
            aria-label={t('field.domain')}
            value={domain.name}
            onChange={(event) => {
              const chosen = rules.domains.find((each) => each.name === event.target.value);
              if (chosen) onDomain(chosen);
            }}
          >
            {rules.domains.map((each) => (
              <option key={each.name} value={each.name}>
                @{each.name}
              </option>
            ))}
          </select>
        )}
      </div>
      <p id="name-status" className={fault ? styles.fault : styles.status} role="status">
        {check.state === 'free' ? (
          <span className={styles.free}>
            <Check size={14} aria-hidden />
            {t('name.free', { address: check.address })}
          </span>
        ) : fault ? (
          t(word, { count: rules.nameLength })
        ) : check.state === 'checking' ? (
          t('name.checking')
        ) : (
          t(domain.names === 'ascii' ? 'name.hint' : 'name.hintAny')
        )}
      </p>
    </div>
  );
}
