/** Types of the parts of mailauth that are used here. Its published types cover only the whole, which makes its own DNS look-ups. */
declare module 'mailauth/lib/tools.js' {
  export interface ParsedField {
    readonly key: string | undefined;
    readonly line: Buffer;
  }
  export interface ParsedHeader {
    readonly parsed: readonly ParsedField[];
  }
  export interface Status {
    result: string;
    comment?: string | false;
    policy?: Record<string, string>;
    header?: Record<string, unknown>;
    smtp?: Record<string, unknown>;
  }

  import type { KeyOptions, KeyRecord } from 'mailauth/lib/dkim/dkim-verifier.js';

  /** Rejects with the code of what is wrong with the record. */
  export function getPublicKey(
    type: string,
    name: string,
    minBitLength: number | undefined,
    resolver: (name: string, type: string) => Promise<readonly unknown[]>,
    options: KeyOptions,
  ): Promise<KeyRecord<string>>;
  /** Descriptions of errors of key records, by their codes. */
  export const KEY_ERROR_COMMENTS: ReadonlyMap<string, string>;
  export function isSameOrSubdomain(child: string, parent: string): boolean;
  export function toALabel(name: string): string;
  export function formatAuthHeaderRow(method: string, status: Status, options: { strict: boolean }): string;
}

declare module 'mailauth/lib/dkim/dkim-verifier.js' {
  /** The content of a key record; the key as PEM or parsed. */
  export interface KeyRecord<Key> {
    readonly publicKey: Key;
    readonly keyType: string;
    readonly modulusLength?: number | undefined;
    readonly flags?: readonly string[];
  }
  export interface KeyOptions {
    readonly strict: boolean;
    readonly hashAlgo?: string | undefined;
  }
  export interface KeyCache {
    /** Checks of seals accept no other resolver than that of the library's own look-ups. */
    readonly resolver: unknown;
    get(type: string, name: string, minBitLength: number | undefined, options: KeyOptions): Promise<unknown>;
  }
}

declare module 'mailauth/lib/arc/index.js' {
  import type { KeyCache } from 'mailauth/lib/dkim/dkim-verifier.js';
  import type { ParsedHeader, Status } from 'mailauth/lib/tools.js';

  export interface ArcField {
    readonly original: Buffer;
    readonly parsed: Readonly<Record<string, { value?: unknown } | undefined>>;
  }
  export interface ArcEntry {
    readonly i: number;
    readonly 'arc-seal': ArcField;
    readonly 'arc-message-signature': ArcField;
  }
  /** What the library reads of a message for its ARC chain. */
  export interface ArcData {
    chain: readonly ArcEntry[] | false;
    lastEntry?: ArcEntry & { messageSignature: { status: Status; signingDomain: string } | undefined };
    error?: unknown;
    keyCache: KeyCache;
  }
  export interface ArcResult {
    status: Status;
    i: number | false;
    signature?: { signingDomain?: string } | false;
    authenticationResults?: { dmarc?: { result?: string } };
  }
  export function getARChain(headers: ParsedHeader, options: { strict: boolean }): ArcEntry[] | false;
  export function sealMessage(message: string, seal: object): Promise<Buffer>;
  /** @param input false: `headers` and the body hash are passed in */
  export function createSeal(
    input: false,
    data: { headers: ParsedHeader; arc: { chain: unknown }; seal: object; strict: boolean },
  ): Promise<{ headers: string[]; errors: unknown[] }>;
  export function arc(
    data: ArcData,
    options: { resolver: unknown; minBitLength: number; strict: boolean; ip?: string },
  ): Promise<ArcResult>;
}

declare module 'mailauth/lib/spf/index.js' {
  import type { Status } from 'mailauth/lib/tools.js';

  export interface SpfResult {
    domain: string;
    status: Status;
    explanation?: string;
  }
  export function spf(options: {
    sender: string;
    ip: string;
    helo: string;
    mta: string;
    resolver: unknown;
    maxResolveCount: number;
    maxVoidCount: number;
    maxElapsedTime: number;
    strict: boolean;
  }): Promise<SpfResult>;
}

declare module 'mailauth/lib/dmarc/index.js' {
  import type { Status } from 'mailauth/lib/tools.js';

  export interface DmarcResponse {
    status: Status;
    /** The policy that applies, after np, sp and t. */
    policy?: 'none' | 'quarantine' | 'reject';
    policyDomain?: string;
    /** The Organizational Domain. */
    domain?: string;
    p?: string;
    sp?: string;
    np?: string;
    testMode?: boolean;
    /** The record. */
    rr?: string;
    alignment?: Readonly<Record<'spf' | 'dkim', { result?: string; strict: boolean }>>;
  }
  export function evaluateDmarc(options: {
    headerFrom: readonly string[];
    fromFields: number;
    spfDomains: readonly string[];
    dkimDomains: readonly { domain: string }[];
    arcResult?: unknown;
    resolver: unknown;
    strict: boolean;
  }): Promise<{ response: DmarcResponse | false; reason?: string; authorDomains?: string[] }>;
}
