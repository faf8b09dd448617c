import { Forward, MoreHorizontal, Pencil, Reply, ReplyAll } from 'lucide-react';
import { useState } from 'react';
import { longDate } from '../format/dates.ts';
import { colourOf, formatAddress, initialOf, listed, nameOf } from '../format/people.ts';
import { ownerOf } from '../jmap/ids.ts';
import { type EmailAddress, LIST_UNSUBSCRIBE, type Message, RESENT_FROM } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { useShowsPicturesOf } from '../state/account-preferences.ts';
import { answering } from '../state/answering.ts';
import { isReport } from '../state/delivery/report.ts';
import { openDialog } from '../state/dialogs.ts';
import { invitationIn } from '../state/invitations/invitation-in.ts';
import { client, liesIn, useMail } from '../state/mail.ts';
import { isMine } from '../state/mine.ts';
import { showError } from '../state/show-error.ts';
import { writeTo } from '../state/writing/write-to.ts';
import { useWords } from '../words/index.ts';
import { Body } from './Body.tsx';
import { Attachments } from './files/Attachments.tsx';
import { later } from './later.tsx';
import { Menu, type MenuItem } from './Menu.tsx';
import styles from './MessageView.module.css';
import { RowDelivery } from './RowDelivery.tsx';
import { ToLine, useIsMe } from './ToLine.tsx';
import { ReceiptRequest } from './trust/ReceiptRequest.tsx';
import { SenderNotices } from './trust/SenderNotices.tsx';
import { TrustLine } from './trust/TrustLine.tsx';

const Delivery = later(() => part('Delivery', () => import('./delivery/Delivery.tsx')));

interface Props {
  message: Message;
  isLast: boolean;
  startsOpen: boolean;
  /** Whether it is the first one here that its sender wrote, and says so where the sender is new. */
  isIntroduced: boolean;
}

const Invitation = later(() => part('Invitation', () => import('./invitation/Invitation.tsx')));
const JunkReasons = later(() => part('JunkReasons', () => import('./trust/JunkReasons.tsx')));

const Report = later(() => part('Report', () => import('./report/Report.tsx')));

/** One message of a conversation: folded to a line, or whole. */
export function MessageView({ message, isLast, startsOpen, isIntroduced }: Props) {
  const t = useWords();
  const [isOpen, setOpen] = useState(startsOpen);
  const [hasDetails, setDetails] = useState(false);
  const own = useMail((state) => state.identities);
  const mailboxes = useMail((state) => state.mailboxes);
  const [shownCids, setShownCids] = useState<ReadonlySet<string>>(new Set());
  const isMe = useIsMe();
  const sender: EmailAddress = message.from?.[0] ?? { name: t('list.noSender'), email: '' };
  const showsPictures = useShowsPicturesOf(sender.email);
  const wroteIt = isMine(message, { identities: own, mailboxes });
  const recipients = [...(message.to ?? []), ...(message.cc ?? [])];
  if (!isOpen) {
    return (
      <button type="button" className={styles.folded} aria-expanded="false" onClick={() => setOpen(true)}>
        <span className={styles.line}>
          <b>
            <bdi>{wroteIt ? t('read.you') : nameOf(sender)}</bdi>
          </b>{' '}
          <bdi>{message.preview}</bdi>
        </span>
        {wroteIt && <RowDelivery emailId={message.id} />}
        <time dateTime={message.receivedAt}>{longDate(message.receivedAt)}</time>
      </button>
    );
  }
  const source = client().downloadUrl(message.blobId, 'message.txt', 'text/plain');
  const isTheirDraft = message.keywords.$draft && ownerOf(message.id) !== undefined;
  const editAsNew = (): Promise<void> =>
    part('edit-as-new', () => import('../state/writing/edit-as-new.ts')).then((made) => made.editAsNew(message));
  const isRedirectable = !message.keywords.$draft && ownerOf(message.id) === undefined;
  const invitation = invitationIn(message);
  const [resender] = message[RESENT_FROM] ?? [];
  const leaving = wroteIt ? undefined : waysToLeave(message);
  const more = [
    ...(isRedirectable ? [{ label: t('action.redirect'), run: () => openDialog({ kind: 'redirect', message }) }] : []),
    ...(message.keywords.$draft ? [] : [{ label: t('action.forwardAsFile'), run: () => forwardAsFile(message) }]),
    { label: t('action.editAsNew'), run: () => void editAsNew().catch(showError) },
    ...(showsPictures ? [{ label: t('read.pictures.stop'), run: () => stopPicturesOf(sender.email) }] : []),
    ...(leaving ? [{ label: t('action.unsubscribe'), run: leaving }] : []),
    ...(!wroteIt && mayHaveRule(message) ? senderItems(sender.email, t) : []),
    { label: t('action.source'), run: () => void window.open(source, '_blank', 'noopener') },
    { label: t('action.print'), run: () => window.print() },
  ];
  const body = <Body message={message} shownCids={shownCids} onShown={setShownCids} />;
  return (
    <section className={styles.message} aria-label={nameOf(sender)}>
      <header className={styles.head}>
        <span className={styles.face} data-colour={colourOf(sender)} aria-hidden="true">
          {sender.email === '' ? '?' : initialOf(sender)}
        </span>
        <div className={styles.people}>
          <div className={styles.name}>
            <bdi>{wroteIt ? t('read.you') : nameOf(sender)}</bdi>
            {!wroteIt && sender.email !== '' && nameOf(sender) !== sender.email && (
              <bdi className={styles.address}> {sender.email}</bdi>
            )}
          </div>
          <ToLine
            message={message}
            isMine={wroteIt}
            hasDetails={hasDetails}
            onDetails={() => setDetails(!hasDetails)}
          />
          {resender && resender.length > 0 && (
            <div className={styles.resent}>{t('read.redirected', { names: listed(resender.map(formatAddress)) })}</div>
          )}
        </div>
        <div className={styles.right}>
          <time dateTime={message.receivedAt}>{longDate(message.receivedAt)}</time>
          <Menu label={t('app.more')} icon={<MoreHorizontal size={16} aria-hidden="true" />} items={more} />
        </div>
      </header>
      <div className={styles.content}>
        {hasDetails && (
          <dl className={styles.details}>
            {(['from', 'to', 'cc', 'bcc'] as const).map((field) => {
              const addresses = message[field];
              return addresses && addresses.length > 0 ? (
                <div key={field}>
                  <dt>{t(`compose.${field}`)}</dt>
                  <dd>{listed(addresses.map(formatAddress))}</dd>
                </div>
              ) : null;
            })}
          </dl>
        )}
        {!wroteIt && (
          <>
            <TrustLine origin={message.origin} isIntroduced={isIntroduced} />
            <SenderNotices message={message} />
            <JunkReasons message={message} />
            <ReceiptRequest message={message} />
          </>
        )}
        {invitation && <Invitation message={message} part={invitation} />}
        {isReport(message) ? <Report message={message}>{body}</Report> : body}
        <div className={styles.below}>
          <Attachments message={message} shownCids={shownCids} />
          {!message.keywords.$draft && <Delivery message={message} />}
          {(isLast || message.keywords.$draft) && !isTheirDraft && (
            <footer className={styles.foot}>
              {message.keywords.$draft ? (
                <Answer
                  Icon={Pencil}
                  label={t('write.button')}
                  onClick={() => answering(({ editDraft }) => editDraft(message))}
                />
              ) : (
                <>
                  <Answer
                    Icon={Reply}
                    label={t('read.reply')}
                    onClick={() => answering(({ reply }) => reply(message, false))}
                  />
                  {recipients.some((address) => !isMe(address)) && (
                    <Answer
                      Icon={ReplyAll}
                      label={t('read.replyAll')}
                      onClick={() => answering(({ reply }) => reply(message, true))}
                    />
                  )}
                  <Answer
                    Icon={Forward}
                    label={t('read.forward')}
                    onClick={() => answering(({ forward }) => forward(message))}
                  />
                </>
              )}
            </footer>
          )}
        </div>
      </div>
    </section>
  );
}

/** Returns how to leave the mailing list: by one click, by mail, or on its web page. Undefined for junk: leaving would tell the sender who reads. */
function waysToLeave(message: Message): (() => void) | undefined {
  if (liesIn(message, 'junk')) return undefined;
  const host = message.origin?.leavesAt;
  if (host) {
    return () =>
      void part('leave-list', () => import('../state/leave-list.ts'))
        .then(({ leaveList }) => leaveList(message.id, host))
        .catch(showError);
  }
  const links = message[LIST_UNSUBSCRIBE] ?? [];
  const mail = links.find((each) => /^mailto:/i.test(each));
  if (mail !== undefined) return () => void writeTo(mail);
  const page = links.find((each) => /^https?:\/\//i.test(each));
  return page === undefined ? undefined : () => void window.open(page, '_blank', 'noopener,noreferrer');
}

function forwardAsFile(message: Message): void {
  part('forward-as-file', () => import('../state/forward-as-file.ts'))
    .then((it) => it.forwardAsFile(message))
    .catch(showError);
}

/** Returns whether the person's rules hold for this sender: somebody on another server, with an address, who wrote to the person. */
function mayHaveRule({ id, from, origin }: Message): boolean {
  const proof = origin?.sender?.proof;
  return (
    ownerOf(id) === undefined && proof !== 'own' && proof !== 'server' && /^[^*]+@[^*]+$/.test(from?.[0]?.email ?? '')
  );
}

function senderItems(sender: string, t: ReturnType<typeof useWords>): MenuItem[] {
  return (['always', 'never'] as const).map((rule) => ({
    label: t(`sender.${rule}`),
    run: () =>
      void part('from-now-on', () => import('../state/senders/from-now-on.ts'))
        .then(({ fromNowOn }) => fromNowOn(sender, rule))
        .catch(showError),
  }));
}

/** Takes back "Always from this sender". */
function stopPicturesOf(sender: string): void {
  part('change-preferences', () => import('../state/change-preferences.ts'))
    .then(({ showPicturesOf }) => showPicturesOf(sender, false))
    .catch(showError);
}

function Answer({ Icon, label, onClick }: { Icon: typeof Reply; label: string; onClick(): void }) {
  return (
    <button type="button" className={styles.answer} onClick={onClick}>
      <Icon size={16} aria-hidden="true" />
      {label}
    </button>
  );
}
