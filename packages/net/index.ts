export {
  addressBlock,
  addressNeighbourhood,
  canonicalAddress,
  isLoopbackAddress,
  normaliseIpAddress,
} from './address.ts';
export { AddressRanges } from './address-ranges.ts';
export { channelBindings } from './channel-bindings.ts';
export { certifiedAddresses } from './client-certificate.ts';
export { Connection, type TlsInfo } from './connection.ts';
export { finishHandshake, HandshakeError, wrapServerTls } from './handshake.ts';
export { ConnectionLimits, type LimitOptions, type Refusal } from './limits.ts';
export { LineReader } from './line-reader.ts';
export { type Listener, type ListenOptions, listen } from './listener.ts';
export { type Client, ProxyReceiver, type ProxyReceiverOptions, type ProxyRefusal } from './proxy-protocol/receiver.ts';
export { isPublicAddress } from './public-address.ts';
export { hasTurn, type Waiting } from './read-turns.ts';
export type { TlsFiles } from './tls-files.ts';
export type { PemPair, TlsPair } from './tls-pair.ts';
export type { TlsShelf } from './tls-shelf.ts';
export { TlsStore, type TlsStoreOptions } from './tls-store.ts';
