import type { DnsResolver } from '@postroom/dns';
import type { PolicyMemory } from '@postroom/queue/signals';
import type { DnsList } from './dns-lists/lists.ts';
import type { Client, Envelope } from './envelope.ts';
import type { Message } from './message/message.ts';

/** The client that SPF is asked about; `helo` is the name that it gave itself. */
export interface SpfClient {
  readonly address: string;
  readonly helo: string;
  readonly reversePath: string;
}

/** What checks may consult. A source that does not answer leads to no finding. */
export interface Tools {
  readonly resolver: DnsResolver;
  readonly memory: PolicyMemory;
  readonly hostname: string;
  readonly dnsLists: readonly DnsList[];
  /** Returns whether a message with one of these ids was sent from here. */
  wasSent(messageIds: readonly string[]): Promise<boolean>;
  /** Returns the domain of the reverse-path if its owner lets the client send (SPF). */
  spfDomain(client: SpfClient): Promise<string | undefined>;
  readonly limits: {
    /** Messages of a network per hour. */
    readonly networkMails: number;
    /** Recipients of these messages together. */
    readonly networkRecipients: number;
    /** Unknown recipients that a network may name per hour. */
    readonly unknownRecipients: number;
    /** How long greylisting defers a triplet, and how long it remembers one. */
    readonly greylistSeconds: number;
    readonly greylistDays: number;
  };
}

/** The finding of a check. */
export interface Finding {
  /** The reason in words, for the recipient of the message: `the sender's name carries another address`. */
  readonly reason: string;
  /** Subject and detail of the enhanced status code of a refusal for this reason alone (RFC 3463 2); `7.1` by default. */
  readonly status?: string;
  /** Replaces the points of the check's rule. */
  readonly points?: number;
}

type Found = Finding | undefined;

interface Named {
  /** The name of the check in settings, metrics and traces. */
  readonly name: string;
  /** What the check finds, for readers of the settings. */
  readonly about: string;
  /** The rule that applies unless an operator or an account chooses another: points, `off`, `junk`, `quarantine`, `defer`, `reject`. */
  readonly rule: string;
}

/** One check, in a file of its own, by the stage at which it can begin. Throws when something keeps it from deciding. */
export type Check =
  | (Named & { readonly stage: 'connection'; run(client: Client, tools: Tools): Promise<Found> | Found })
  | (Named & { readonly stage: 'envelope'; run(envelope: Envelope, tools: Tools): Promise<Found> | Found })
  /** Runs at each RCPT; its finding goes to the client in the reply. */
  | (Named & {
      readonly stage: 'recipient';
      run(envelope: Envelope, recipient: string, tools: Tools): Promise<Found> | Found;
    })
  | (Named & {
      readonly stage: 'message';
      /** The check looks at parts, links or attachments, so it is skipped for a message of one plain text. */
      readonly looksInside?: true;
      /** The check looks at the client, so it is skipped for clients that are exempt or have no public address. */
      readonly ofClient?: true;
      run(message: Message, tools: Tools): Promise<Found> | Found;
    });
