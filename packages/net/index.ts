export { addressBlock, isLoopbackAddress, normalizeAddress } from './address.ts';
export { Connection, type TlsInfo } from './connection.ts';
export { HandshakeError } from './handshake.ts';
export { ConnectionLimits, type LimitOptions } from './limits.ts';
export { type Listener, type ListenOptions, listen } from './listener.ts';
export type { TlsFiles } from './tls-pair.ts';
export { TlsStore, type TlsStoreOptions } from './tls-store.ts';
