import type { JmapClient } from '../../jmap/client.ts';
import type { Identity, Mailbox, Message, Row } from '../../jmap/types.ts';

/** localStorage key: the account of which something is stored on this device. */
export const LAST_ACCOUNT = 'postroom.last';

export interface KeptAccount {
  readonly session: JmapClient['session'];
  readonly mailboxes: readonly Mailbox[];
  readonly identities: readonly Identity[];
  readonly quota: { readonly used: number; readonly limit: number | null };
  readonly mailState: string;
}

export interface KeptView {
  readonly mailboxId: string;
  /** When the list was last seen, ms since 1970. */
  readonly at: number;
  readonly ids: readonly string[];
  readonly rows: readonly Row[];
  readonly threads: Readonly<Record<string, readonly string[]>>;
}

export interface KeptMessage {
  readonly at: number;
  readonly message: Message;
}
