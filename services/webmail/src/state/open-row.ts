import { part } from '../shell/part.ts';
import { mailboxOf, useMail } from './mail.ts';
import { openConversation } from './reading.ts';

/** Opens a row, as a touch and Enter do: a draft in Drafts for writing, anything else for reading. */
export function openRow(id: string): void {
  const { list, rows } = useMail.getState();
  const read = (): void => openConversation(id);
  if (list.view.mailboxId !== mailboxOf('drafts')?.id || !rows[id]?.keywords.$draft) read();
  else
    part('go-on-writing', () => import('./go-on-writing.ts'))
      .then((it) => it.goOnWriting(id))
      .catch(read);
}
