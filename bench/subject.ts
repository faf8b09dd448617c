/** A mail platform under measurement: Postroom or a peer. */
export interface Subject extends AsyncDisposable {
  name: string;
  smtpPort: number;
  imapPort: number;
  pop3Port: number;
  /** Returns the login name of a user; every password is `bench`. */
  login(user: string): string;
  /** Returns the current number of messages in all mailboxes. */
  delivered(): Promise<number>;
  /** Puts the first `count` messages of large-mailbox.ts into the INBOX of a user. */
  fillInbox(user: string, count: number): Promise<void>;
  /** Tries again at once what could not be delivered. */
  retryNow?(): Promise<void>;
  /** Returns the processes that do the work, for CPU accounting with their children. */
  processes(): { name: string; pid: number }[];
}
