import { ShieldAlert, ShieldCheck, ShieldQuestion, UserPlus } from 'lucide-react';
import type { Origin } from '../../jmap/types.ts';
import { useWords } from '../../words/index.ts';
import styles from './trust.module.css';

const ICONS = {
  server: ShieldCheck,
  own: ShieldCheck,
  proven: ShieldCheck,
  unproven: ShieldQuestion,
  unknown: ShieldQuestion,
  denied: ShieldAlert,
} as const;

interface Props {
  readonly origin: Origin | undefined;
  /** Whether the sender is introduced here, and not above in the same conversation. */
  readonly isIntroduced: boolean;
}

/** Who really sent a message, and whether the sender is new. It takes its space before the answer comes, so that nothing moves. */
export function TrustLine({ origin, isIntroduced }: Props) {
  const t = useWords();
  return (
    <p className={styles.line}>
      {origin?.sender && <Sender {...origin.sender} />}
      {origin?.isFirst && isIntroduced && (
        <span className={styles.said}>
          <UserPlus size={14} aria-hidden="true" />
          <span>{t('sender.first')}</span>
        </span>
      )}
    </p>
  );
}

function Sender({ proof, domain }: NonNullable<Origin['sender']>) {
  const t = useWords();
  const Icon = ICONS[proof];
  const words =
    domain === '' && proof !== 'own' && proof !== 'server' ? t('trust.several') : t(`trust.${proof}`, { domain });
  return (
    <span className={styles.said} data-proof={proof}>
      <Icon size={14} aria-hidden="true" />
      <span>{words}</span>
    </span>
  );
}
