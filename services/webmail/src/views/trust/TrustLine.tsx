import { ShieldAlert, ShieldCheck, ShieldQuestion } from 'lucide-react';
import type { Origin } from '../../jmap/types.ts';
import { useWords } from '../../words/index.ts';
import styles from './trust.module.css';

const ICONS = {
  own: ShieldCheck,
  proven: ShieldCheck,
  unproven: ShieldQuestion,
  unknown: ShieldQuestion,
  denied: ShieldAlert,
} as const;

/** Who really sent a mail, in one line; nothing where nobody looked. */
export function TrustLine({ origin }: { origin: Origin | undefined }) {
  const t = useWords();
  if (!origin?.sender) return null;
  const { proof, domain } = origin.sender;
  const Icon = ICONS[proof];
  const words = domain === '' && proof !== 'own' ? t('trust.several') : t(`trust.${proof}`, { domain });
  return (
    <p className={styles.line} data-proof={proof}>
      <Icon size={14} aria-hidden="true" />
      <span>{words}</span>
    </p>
  );
}
