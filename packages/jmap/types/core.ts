/** RFC 8620 1.2 */
export type Id = string;
/** RFC 8620 1.4, such as `2014-10-30T06:12:00Z` */
export type UTCDate = string;
/** RFC 8620 1.4, such as `2014-10-30T14:12:00+08:00` */
export type JmapDate = string;

/** RFC 8620 2. */
export interface Session {
  readonly capabilities: Readonly<Record<string, object>>;
  readonly accounts: Readonly<Record<Id, Account>>;
  readonly primaryAccounts: Readonly<Record<string, Id>>;
  readonly username: string;
  readonly apiUrl: string;
  readonly downloadUrl: string;
  readonly uploadUrl: string;
  readonly eventSourceUrl: string;
  readonly state: string;
}

export interface Account {
  readonly name: string;
  readonly isPersonal: boolean;
  readonly isReadOnly: boolean;
  readonly accountCapabilities: Readonly<Record<string, object>>;
}

/** RFC 8620 7.1 */
export interface StateChange {
  readonly '@type': 'StateChange';
  readonly changed: Readonly<Record<Id, Readonly<Record<string, string>>>>;
}
