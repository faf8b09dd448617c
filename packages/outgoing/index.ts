export { HostList } from './host-list.ts';
export { createOutgoing, type Outgoing, type OutgoingRequest, type OutgoingResponse } from './outgoing.ts';
export { requireOutgoingUrl } from './outgoing-url.ts';
