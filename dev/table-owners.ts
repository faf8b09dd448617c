import { type Source, type Violation, withoutComments } from './import-rules.ts';

/** The tables of each package. Other packages call its functions, so that only one place knows what a row means. */
export const OWNERS: Readonly<Record<string, readonly string[]>> = {
  backup: ['last_backup'],
  blobs: ['blobs', 'blob_chunks', 'blob_candidates', 'object_removals', 'uploads'],
  database: ['migrations', 'maintenance_jobs', 'partitioned_tables'],
  directory: [
    ...['domains', 'dkim_keys', 'accounts', 'aliases', 'groups', 'group_members', 'login_sessions', 'departures'],
    ...['domain_joining', 'join_applications', 'join_invitations', 'join_keys', 'reserved_names'],
    ...['sender_rules', 'policy_settings', 'scram_keys', 'app_passwords', 'sending_limits', 'sending_holds'],
    ...['brandings', 'brand_pictures', 'delegations', 'acme_accounts', 'certificates', 'acme_challenges'],
    ...['acme_dns_records'],
  ],
  feedback: ['report_mails', 'received_reports', 'dmarc_reports', 'measured_dmarc', 'tls_reports', 'measured_tls'],
  mailbox: [
    ...['account_state', 'mailboxes', 'mailbox_entries', 'expunged_entries', 'subscriptions', 'removed_mailboxes'],
    ...['messages', 'message_texts', 'message_changes', 'thread_keys', 'snoozes', 'mailbox_shares'],
    ...['search_segments', 'search_postings', 'search_backlog'],
    ...['filter_states', 'filter_lessons', 'filter_tokens'],
  ],
  push: ['push_subscriptions', 'push_keys'],
  sending: [
    ...[
      'sending_state',
      'identities',
      'email_submissions',
      'vacation_responses',
      'vacation_replies',
      'removed_sending',
      'share_notifications',
    ],
  ],
  transit: [
    'accepted_mails',
    'deliveries',
    'delivery_events',
    'queue_depth',
    'queue_changes',
    'refusals',
    'sts_policies',
    'forwarded_senders',
  ],
};

interface Reader {
  readonly package: string;
  readonly tables: readonly string[];
  readonly why: string;
}

/** Packages that read tables of others anyway. None writes to them. */
export const READERS: readonly Reader[] = [
  { package: 'mailbox', tables: ['blobs'], why: 'a page of messages comes with their headers and small bodies' },
  {
    package: 'mailbox',
    tables: ['accounts'],
    why: 'filing compares the quota under the lock of the account, and a suspended one shares nothing',
  },
  {
    package: 'mailbox',
    tables: ['groups', 'group_members'],
    why: 'what a group is given each of its members has, under the lock of whose mailbox it is',
  },
  {
    package: 'directory',
    tables: ['account_state'],
    why: 'RCPT TO learns whether there is room in the one look that it takes',
  },
  {
    package: 'sending',
    tables: ['accounts'],
    why: 'what an account has goes with it, and nothing is made for one that is gone',
  },
  {
    package: 'push',
    tables: ['account_state', 'accounts', 'sending_state', 'mailbox_shares'],
    why: 'which subscriptions are behind their accounts is found in one look, whoever changed them',
  },
  {
    package: 'transit',
    tables: ['accounts'],
    why: 'what is in quarantine for a suspended account stays, and a trace names who submitted a mail',
  },
  { package: 'transit', tables: ['mailboxes'], why: 'a trace names the mailbox in which a mail was filed' },
  {
    package: 'backup',
    tables: ['domains', 'accounts', 'deliveries', 'blobs', 'migrations', 'partitioned_tables'],
    why: 'it saves and loads whatever there is',
  },
];

const owners = new Map(Object.entries(OWNERS).flatMap(([owner, tables]) => tables.map((table) => [table, owner])));

const READS = /(?<!\bdelete\s+)\b(?:from|join)\s+(?:only\s+)?(\w+)/gi;
const WRITES =
  /\b(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?|lock\s+table|alter\s+table)\s+(?:only\s+)?(\w+)/gi;

/** Finds SQL in a package that uses a table of another. Tests and their helpers may use any table. */
export function findForeignTables(sources: readonly Source[]): Violation[] {
  return sources.flatMap(({ path, text }) => {
    const home = /^(?:packages|services)\/([^/]+)\//.exec(path)?.[1];
    if (home === undefined || /\.test\.ts$|\btesting\b|\/(?:testkit|migrations)\//.test(path)) return [];
    const code = withoutComments(text);
    const readable = READERS.filter((reader) => reader.package === home).flatMap(({ tables }) => tables);
    return [
      ...touched(code, WRITES).filter(({ table }) => isForeign(home, table)),
      ...touched(code, READS).filter(({ table }) => isForeign(home, table) && !readable.includes(table)),
    ].map(({ table, line }) => ({ path, line, says: `table ${table} belongs to packages/${owners.get(table)}` }));
  });
}

function touched(code: string, pattern: RegExp): { table: string; line: number }[] {
  return Array.from(code.matchAll(pattern), ({ 1: table = '', index }) => ({
    table: table.toLowerCase(),
    line: code.slice(0, index).split('\n').length,
  }));
}

function isForeign(home: string, table: string): boolean {
  const owner = owners.get(table);
  return owner !== undefined && owner !== home;
}
