import type { Session } from '../session/session.ts';
import { maildropOf } from '../session/state.ts';

/** Lines sent in one write, so that a listing of hundreds of thousands of lines is never in memory as a whole. */
const PAGE_LINES = 1000;

/** Sends one line for each message that is not deleted: its number and the result of `fieldOf` (LIST, UIDL). */
export async function sendListing(
  session: Session,
  status: string,
  fieldOf: (index: number) => string | number,
): Promise<void> {
  const { messages } = maildropOf(session);
  let page = `+OK ${status}\r\n`;
  for (let index = 0; index < messages.length; index++) {
    if (!messages.isDeleted(index)) page += `${index + 1} ${fieldOf(index)}\r\n`;
    if (index % PAGE_LINES !== PAGE_LINES - 1) continue;
    await session.send(page);
    await session.giveWay();
    page = '';
  }
  await session.send(`${page}.\r\n`);
}
