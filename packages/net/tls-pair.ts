import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext } from 'node:tls';

/** Where a certificate chain and its private key lie, both PEM. */
export interface TlsFiles {
  certificate: string;
  key: string;
  /** Of who may stand for the certificates of clients; without it none are asked for. */
  clientCa?: string | undefined;
}

/** A certificate and key as loaded, ready for handshakes. */
export interface TlsPair {
  context: SecureContext;
  leaf: X509Certificate;
  /** The files as they were read. */
  certificate: Buffer;
  key: Buffer;
  clientCa: Buffer | undefined;
  /** The files' text, to see whether they changed. */
  text: string;
}

/** Reads the files' text, certificate first. */
export async function readTlsFiles(files: TlsFiles): Promise<Omit<TlsPair, 'context' | 'leaf'>> {
  const [certificate, key, clientCa] = await Promise.all([
    readFile(files.certificate),
    readFile(files.key),
    files.clientCa === undefined ? undefined : readFile(files.clientCa),
  ]);
  const text = [certificate, key, clientCa].map((file) => file?.toString('latin1')).join('\0');
  return { certificate, key, clientCa, text };
}

/** Loads a pair. Throws when a file is missing, is not PEM, or the key does not belong to the certificate. */
export async function loadTlsPair(files: TlsFiles): Promise<TlsPair> {
  try {
    return makePair(await readTlsFiles(files));
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(`${files.certificate} and ${files.key} are no certificate and its key: ${why}`, { cause: error });
  }
}

function makePair({ certificate, key, clientCa, text }: Omit<TlsPair, 'context' | 'leaf'>): TlsPair {
  const context = createSecureContext({
    cert: certificate,
    key,
    ...(clientCa ? { ca: clientCa } : {}),
    // RFC 8996 and RFC 8997: TLS 1.0 and 1.1 are not for mail any more.
    minVersion: 'TLSv1.2',
    honorCipherOrder: true,
    // Without it OpenSSL refuses to resume sessions of a context it has not tagged.
    sessionIdContext: 'postroom',
  });
  return { context, leaf: new X509Certificate(certificate), certificate, key, clientCa, text };
}
