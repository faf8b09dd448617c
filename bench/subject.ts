/** A mail platform under measurement: ours or a peer. */
export interface Subject extends AsyncDisposable {
  name: string;
  smtpPort: number;
  imapPort: number;
  pop3Port: number;
  /** The login name of a user; every password is `bench`. */
  login(user: string): string;
  /** Messages in all mailboxes now. */
  delivered(): Promise<number>;
  /** Puts the first `count` messages of large-mailbox.ts into the INBOX of a user. */
  fillInbox(user: string, count: number): Promise<void>;
  /** Tries again at once what could not be delivered. */
  retryNow?(): Promise<void>;
  /** The processes that do the work, with their children, for CPU accounting. */
  processes(): { name: string; pid: number }[];
}
