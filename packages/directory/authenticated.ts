/** Who has logged in. */
export interface Authenticated {
  accountId: number;
  address: string;
  /** Says which password was proved, without being one: another password, another text. */
  credentials: string;
  /** The session that it lives on, when it is not the password itself. */
  sessionId?: number;
}
