/** The parts of mailauth that are used here, by themselves: its published types are of the whole, which looks names up by itself. */
declare module 'mailauth/lib/tools.js' {
  export interface ParsedField {
    readonly key: string | undefined;
    readonly line: Buffer;
  }
  export interface ParsedHeader {
    readonly parsed: readonly ParsedField[];
    readonly original: Buffer;
  }
  export interface Status {
    result: string;
    comment?: string | false;
    policy?: Record<string, string>;
    header?: Record<string, unknown>;
    smtp?: Record<string, unknown>;
    /** Octets of the body behind l=. */
    underSized?: number;
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
  export function toALabel(name: string): string;
  export function formatAuthHeaderRow(method: string, status: Status, options: { strict: boolean }): string;
  export function parseHeaders(header: Buffer): ParsedHeader;
}

declare module 'mailauth/lib/parse-dkim-headers.js' {
  export interface SignatureField {
    type: 'DKIM' | 'ARC';
    original: Buffer;
    parsed: Readonly<Record<string, { value?: unknown } | undefined>>;
    /** Why it is not looked at; or why it is not valid. */
    skip?: string;
    invalid?: string;
    signingDomain?: string;
    selector?: string;
    hashAlgo?: string;
    bodyCanon?: string;
    maxBodyLength?: number | '';
    bodyHashKey?: string;
  }
  export default function parseDkimHeaders(line: Buffer, options: { strict: boolean }): SignatureField;
}

declare module 'mailauth/lib/dkim/dkim-verifier.js' {
  import type { SignatureField } from 'mailauth/lib/parse-dkim-headers.js';
  import type { ParsedHeader, Status } from 'mailauth/lib/tools.js';

  export interface DkimResult {
    id?: string;
    signingDomain?: string;
    selector?: string;
    modulusLength?: number;
    /** l=, and how long the canonical body is. */
    canonBodyLengthLimit?: number;
    canonBodyLengthTotal?: number;
    status: Status;
  }
  /** What is read of a message for its ARC chain. */
  export interface ArcData {
    chain: unknown;
    lastEntry?: { i: number; 'arc-message-signature': SignatureField };
    error?: unknown;
    keyCache: KeyCache;
  }
  /** What a record says of its key, PEM or read. */
  export interface KeyRecord<Key> {
    readonly publicKey: Key;
    readonly modulusLength?: number | undefined;
  }
  export interface KeyOptions {
    readonly strict: boolean;
    readonly hashAlgo?: string | undefined;
  }
  export interface KeyCache {
    /** Seals use what the library reads through the same one alone. */
    readonly resolver: unknown;
    get(type: string, name: string, minBitLength: number | undefined, options: KeyOptions): Promise<unknown>;
  }
  export interface BodyHasher {
    update(chunk: Buffer): void;
    digest(encoding: 'base64'): string;
    getMimeStructureStart(): number | undefined;
    readonly byteLength: number;
    readonly canonicalizedLength: number;
    readonly bodyHashedBytes: number;
  }
  export class DkimVerifier {
    constructor(options: { resolver: unknown; minBitLength: number; strict: boolean; curTime?: Date });
    headers: ParsedHeader | false;
    results: DkimResult[];
    arc: ArcData;
    keyCache: KeyCache;
    minBitLength: number | undefined;
    signatureHeaders: SignatureField[];
    bodyHashes: Map<string, BodyHasher>;
    emitHeaders(header: Buffer): Promise<void>;
    messageHeaders(headers: ParsedHeader): Promise<void>;
    nextChunk(chunk: Buffer): Promise<void>;
    finalChunk(): Promise<void>;
    prepareSignature(signature: SignatureField): void;
    verifySignature(signature: SignatureField): Promise<DkimResult>;
    addBodyHash(canonicalization: string, algorithm: string, maxLength: number | ''): string;
  }
}

declare module 'mailauth/lib/arc/index.js' {
  import type { ArcData } from 'mailauth/lib/dkim/dkim-verifier.js';
  import type { ParsedHeader, Status } from 'mailauth/lib/tools.js';

  export interface ArcResult {
    status: Status;
    i: number | false;
    signature?: { signingDomain?: string } | false;
    authenticationResults?: { dmarc?: { result?: string } };
  }
  export function getARChain(
    headers: ParsedHeader,
    options: { strict: boolean },
  ): ArcData['chain'] & { length: number };
  export function sealMessage(message: string, seal: object): Promise<Buffer>;
  /** @param input false: `headers` and the hash of the body are given */
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
