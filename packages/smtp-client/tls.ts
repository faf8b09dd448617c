import type { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';
import { certificatesOf } from './certificate-chain.ts';
import { describeError, SmtpFailure } from './failure.ts';

/**
 * `never`: in clear. `opportunistic`: STARTTLS when offered, with any certificate (RFC 7435: better than nothing).
 * `required`: STARTTLS or no mail. `implicit`: TLS from the first byte (RFC 8314, submissions).
 */
export type TlsPolicy = 'never' | 'opportunistic' | 'required' | 'implicit';

export interface TlsOptions {
  readonly policy: TlsPolicy;
  /** Whether to check the certificate against the server's name. Opportunistic TLS does not by default. */
  readonly verify?: boolean;
  readonly ca?: string | readonly string[];
  /** Recognizes the server's own certificate (DANE). With `verify` a trusted certificate is accepted too, otherwise only a pinned one. */
  readonly isPinned?: (certificate: X509Certificate) => boolean;
  /** Trust anchors of the server (DANE): a chain up to one of them is accepted where the certificate is not pinned. */
  readonly anchors?: TrustAnchors;
}

/** Trust anchors (RFC 7671 5.2). */
export interface TrustAnchors {
  /** The anchors whose certificates are known, PEM. */
  readonly known: readonly string[];
  /** Recognizes an anchor among the certificates that the server shows after its own. */
  readonly isOne: (certificate: X509Certificate) => boolean;
  /** Names that the certificate may have besides the server's own (RFC 7672 3.2.3). */
  readonly names: readonly string[];
}

/** Thrown when a server shows trust anchors: the handshake is repeated, so that TLS itself checks the chain up to them. */
export class AnchorsShown extends Error {
  /** PEM. */
  readonly shown: readonly string[];

  constructor(shown: readonly string[]) {
    super('the certificate chain must be verified against the authority in the TLSA records');
    this.shown = shown;
  }
}

/** Runs the handshake over a connected socket. Throws an SmtpFailure of stage `starttls`. */
export async function secure(socket: Socket, name: string, tls: TlsOptions, timeout: number): Promise<TLSSocket> {
  const { anchors } = tls;
  const options: ConnectionOptions = { socket, rejectUnauthorized: (tls.verify ?? false) && !tls.isPinned && !anchors };
  if (isIP(name) === 0) options.servername = name;
  if (anchors) {
    Object.assign(options, { ca: [...anchors.known], allowPartialTrustChain: true });
    options.checkServerIdentity = (_host, certificate) =>
      [name, ...anchors.names].map((each) => checkServerIdentity(each, certificate)).reduce((a, b) => a && b);
  } else if (tls.ca !== undefined) options.ca = typeof tls.ca === 'string' ? tls.ca : [...tls.ca];
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const upgraded = connectTls(options, () => resolve(upgraded));
  const lost = () => reject(new Error('connection closed during the TLS handshake'));
  const timer = setTimeout(() => reject(new Error('TLS handshake timed out')), timeout);
  upgraded.once('error', reject).once('close', lost);
  // A socket that is closed already emits neither event.
  if (socket.destroyed) lost();
  try {
    await promise;
    upgraded.off('error', reject).off('close', lost);
    const isTrusted = (tls.verify === true || anchors !== undefined) && upgraded.authorized;
    if ((tls.isPinned || anchors) && !isTrusted && !isPinned(upgraded, tls.isPinned)) {
      const shown = anchors ? anchorsIn(upgraded, anchors) : [];
      if (shown.length > 0) throw new AnchorsShown(shown);
      throw unknownCertificate(tls);
    }
    return upgraded;
  } catch (error) {
    // Late errors of an abandoned socket do not matter, but unhandled they would end the process.
    upgraded.on('error', () => {});
    upgraded.destroy();
    socket.destroy();
    throw new SmtpFailure('starttls', 'connection', `TLS failed: ${describeError(error)}`, {
      retryInClear: tls.policy === 'opportunistic',
      isUntrusted: Boolean(upgraded.authorizationError),
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Returns the server's own certificate. */
export function certificateOf(socket: TLSSocket): X509Certificate | undefined {
  return certificatesOf(socket)[0];
}

function isPinned(socket: TLSSocket, knows: TlsOptions['isPinned']): boolean {
  const certificate = certificateOf(socket);
  return knows !== undefined && certificate !== undefined && knows(certificate);
}

/** Returns the anchors that are not known yet. The server's own certificate is no anchor, even if DNS says so. */
function anchorsIn(socket: TLSSocket, { known, isOne }: TrustAnchors): string[] {
  const [, ...authorities] = certificatesOf(socket);
  const shown = authorities.filter(isOne).map(String);
  return shown.filter((pem) => !known.includes(pem));
}

function unknownCertificate({ verify, isPinned, anchors }: TlsOptions): Error {
  const others = [...(verify ? ['trusted'] : []), ...(anchors ? ['issued by an authority in the TLSA records'] : [])];
  if (others.length === 0) return new Error('the certificate does not match the TLSA records');
  const own = isPinned ? ' nor the one in the TLSA records' : '';
  return new Error(`the certificate is ${own ? 'neither' : 'not'} ${others.join(' nor ')}${own}`);
}
