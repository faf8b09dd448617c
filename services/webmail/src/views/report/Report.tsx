import { type ReactNode, useEffect, useState } from 'react';
import { reasonOfReply } from '../../format/reason.ts';
import type { DeliveryReport, Message } from '../../jmap/types.ts';
import { readReport, sendAgainTo } from '../../state/delivery/read-report.ts';
import { openConversation } from '../../state/reading.ts';
import { showError } from '../../state/show-error.ts';
import { useDeliveryWords } from '../../words/delivery/index.ts';
import { useReportWords } from '../../words/report/index.ts';
import styles from './Report.module.css';

interface Props {
  readonly message: Message;
  /** The report as it came. */
  readonly children: ReactNode;
}

/** A delivery report in words: which message, whom it did not reach and why. The report's own text is folded below. */
export default function Report({ message, children }: Props) {
  const t = useReportWords();
  const [report, setReport] = useState<DeliveryReport | null>();
  useEffect(() => {
    let isGone = false;
    readReport(message.blobId).then(
      (read) => !isGone && setReport(read),
      () => !isGone && setReport(null),
    );
    return () => {
      isGone = true;
    };
  }, [message.blobId]);
  // A report that cannot be understood is shown as it came.
  if (report === null) return children;
  if (report === undefined) return null;
  return (
    <>
      <Words report={report} />
      <details className={styles.machine}>
        <summary>{t('machine')}</summary>
        {children}
      </details>
    </>
  );
}

interface Kind {
  readonly title: 'failed' | 'delayed' | 'arrived';
  readonly actions: readonly string[];
}

function Words({ report }: { report: DeliveryReport }) {
  const t = useReportWords();
  const delivery = useDeliveryWords();
  const { emailId, wasSentHere, reportingMta, recipients } = report;
  const kind = KINDS.find(({ actions }) => recipients.some(({ action }) => actions.includes(action))) ?? ARRIVED;
  const told = recipients.filter(({ action }) => kind.actions.includes(action));
  const again = told.map(({ originalRecipient, finalRecipient }) => originalRecipient ?? finalRecipient);
  return (
    <section className={styles.report} data-kind={kind.title} aria-label={t('label')}>
      <h2>
        <bdi>{t(kind.title, { subject: report.subject || t('nameless') })}</bdi>
      </h2>
      <ul>
        {told.map(({ finalRecipient, originalRecipient, status, diagnostic }) => (
          <li key={finalRecipient}>
            <bdi>{originalRecipient ?? finalRecipient}</bdi>
            {kind.title !== 'arrived' && <span>{reasonOf(status, diagnostic, delivery) || t('noReason')}</span>}
          </li>
        ))}
      </ul>
      {reportingMta && <p className={styles.by}>{t('by', { server: reportingMta })}</p>}
      {emailId === null ? (
        <p>{t(wasSentHere ? 'noCopy' : 'notHere')}</p>
      ) : (
        <p className={styles.offers}>
          <button type="button" className="quiet" onClick={() => openConversation(emailId)}>
            {t('open')}
          </button>
          {kind.title === 'failed' && (
            <button type="button" className="quiet" onClick={() => void sendAgainTo(emailId, again).catch(showError)}>
              {delivery('sendAgain')}
            </button>
          )}
        </p>
      )}
    </section>
  );
}

/** The actions of RFC 3464 2.3.3, the worst first. */
const ARRIVED: Kind = { title: 'arrived', actions: ['delivered', 'relayed', 'expanded'] };
const KINDS: readonly Kind[] = [
  { title: 'failed', actions: ['failed'] },
  { title: 'delayed', actions: ['delayed'] },
  ARRIVED,
];

/** Returns the reason. Only the status says that the server gave up; otherwise the server's reply says more. */
function reasonOf(status: string | null, diagnostic: string | null, text: ReturnType<typeof useDeliveryWords>): string {
  const answer = diagnostic ? reasonOfReply(diagnostic, text) : '';
  if (status && /^[45]\.4\.7$/.test(status)) return answer ? text('gaveUp', { reason: answer }) : text('tooLong');
  return answer || (status ? reasonOfReply(status, text) : '');
}
