import type { Mailbox } from '@postroom/mailbox';
import type { Session } from '../session/session.ts';
import { rightsText } from './rights-text.ts';

/** RFC 4314 3.8. */
export function writeMyRights({ output }: Session, { name, rights }: Mailbox): void {
  output
    .text('* MYRIGHTS ')
    .mailbox(name)
    .line(` ${rightsText(rights)}`);
}
