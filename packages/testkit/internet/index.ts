export { type DnsProvider, startDnsProvider } from './dns-provider.ts';
export { type DnsServer, startDns, type Tamper, type Transport } from './dns-server.ts';
export { ISSUER_CLIENT, type IssuerPeer, type IssuerPeerOptions, startIssuer } from './issuer.ts';
export { answerAt, firstOf, greylisting, type PeerMoment, type PeerScript, type PeerStage } from './peer-script.ts';
export type { ReceivedMessage } from './peer-session.ts';
export { type PeerOptions, type SmtpPeer, startSmtpPeer } from './smtp-peer.ts';
export { type SignedZone, startUnbound, type Unbound } from './unbound.ts';
export type { Records, Tlsa, Trouble, Zone } from './zone.ts';
