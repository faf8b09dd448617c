import type { Extension } from '../extension.ts';
import { beforeLogin } from '../session/capability.ts';

/** RFC 4959: AUTHENTICATE takes an initial response. */
export const saslIr: Extension = { capabilities: [{ name: 'SASL-IR', when: beforeLogin }] };
