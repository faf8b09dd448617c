import type { DnsResolver } from '@postroom/dns';
import type { PolicyMemory } from '@postroom/queue/signals';
import type { DnsList } from './dns-lists/lists.ts';
import type { Client, Envelope } from './envelope.ts';
import type { Message } from './message/message.ts';

/** What checks ask others with. What is away is no finding. */
export interface Tools {
  readonly resolver: DnsResolver;
  readonly memory: PolicyMemory;
  readonly hostname: string;
  readonly dnsLists: readonly DnsList[];
  /** Whether one of these messages, by their ids, was sent from here. */
  wasSent(messageIds: readonly string[]): Promise<boolean>;
  readonly limits: {
    /** Mails of a network in an hour. */
    readonly networkMails: number;
    /** Of these mails together. */
    readonly networkRecipients: number;
    /** Unknown recipients of a network in an hour. */
    readonly unknownRecipients: number;
    /** How long a triplet waits, and how long it is remembered. */
    readonly greylistSeconds: number;
    readonly greylistDays: number;
  };
}

/** What a check found. */
export interface Finding {
  /** In words, for the person whose mail it is: `the sender's name carries another address`. */
  readonly reason: string;
  /** Instead of the points of its rule. */
  readonly points?: number;
}

type Found = Finding | undefined;

interface Named {
  /** In settings, metrics and traces. */
  readonly name: string;
  /** What it finds, for who reads the settings. */
  readonly about: string;
  /** What is done about it unless somebody chose otherwise: points, `off`, `junk`, `quarantine`, `defer`, `reject`. */
  readonly rule: string;
}

/** One check, in a file of its own, by when it can begin. Throws what kept it from finding out. */
export type Check =
  | (Named & { readonly stage: 'connection'; run(client: Client, tools: Tools): Promise<Found> | Found })
  | (Named & { readonly stage: 'envelope'; run(envelope: Envelope, tools: Tools): Promise<Found> | Found })
  /** At each RCPT; what it finds is told the client there. */
  | (Named & {
      readonly stage: 'recipient';
      run(envelope: Envelope, recipient: string, tools: Tools): Promise<Found> | Found;
    })
  | (Named & {
      readonly stage: 'message';
      /** At parts, links or attachments: there is nothing for it in a message that is one plain text. */
      readonly looksInside?: true;
      /** At who brings it: nothing is asked about a client that is exempt, or has no address of the internet. */
      readonly ofClient?: true;
      run(message: Message, tools: Tools): Promise<Found> | Found;
    });
