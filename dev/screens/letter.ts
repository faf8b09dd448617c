import { createTransport, type SendMailOptions } from 'nodemailer';

const writer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

/** A message as it lies in a mailbox. */
export interface Letter extends SendMailOptions {
  /** How many days ago, and the time of that day. */
  readonly at: readonly [days: number, clock: string];
  /** The mailbox by role or name; the inbox by default. */
  readonly mailbox?: string;
  readonly keywords?: readonly string[];
  /** The result of the server's sender checks. */
  readonly verdict?: string;
}

/** The time that the clocks of the pictures show: this evening. */
export const now = timeOf([0, '21:30']);

export function timeOf([days, clock]: Letter['at']): Date {
  const day = new Date();
  day.setUTCDate(day.getUTCDate() - days);
  return new Date(`${day.toISOString().slice(0, 10)}T${clock}:00Z`);
}

/** Returns the message as text. */
export async function write({ at, verdict, ...letter }: Letter, to: string): Promise<string> {
  const date = timeOf(at);
  const { message } = await writer.sendMail({ to, ...letter, date });
  const trace = `Received: from mx.example ([192.0.2.1])\n\tby mail.postroom.test (Postroom) with ESMTPS\n\tid 1; ${date.toUTCString().replace('GMT', '+0000')}\n`;
  const results = verdict === undefined ? '' : `${trace}Authentication-Results: mail.postroom.test;\n\t${verdict}\n`;
  return results + message.toString();
}
