import { eventually } from '../../tests/support/eventually.ts';
import type { Fixture } from '../../tests/support/fixture.ts';
import type { MailOf } from '../../tests/support/mail-of.ts';
import { write } from './letter.ts';

const RECIPIENTS = [
  'Jonas Holm <jonas@postroom.example>',
  '李伟 <li.wei@harbour.example>',
  'Ольга Смирнова <olga@slow.example>',
  'nobody@harbour.example',
  'Mira Lind <mira@island.example>',
];

/** Sends a message of Ann to five people: two copies are known to have arrived, two wait and one comes back. */
export async function send(ann: MailOf, { stage: { pool } }: Fixture): Promise<void> {
  const letter = {
    ...({ at: [0, '20:41'], from: 'Ann Sørensen <ann@postroom.example>', subject: 'Keys for Saturday' } as const),
    text: 'I leave them with the neighbour on the left. The door sticks a little: lift it, then turn.\n\nAnn',
  };
  const message = await write(letter, RECIPIENTS.join(', '));
  const emailId = await ann.put('sent', message, { $seen: true });
  const [identities] = await ann.jmap(['Identity/get', {}]);
  const [identity] = (identities?.list ?? []) as unknown as { id: string }[];
  await ann.jmap(['EmailSubmission/set', { create: { s: { emailId, identityId: identity?.id } } }]);
  await eventually('something is known of each', async () => {
    const { rows } = await pool.query("select 1 from deliveries where state = 'queued' and last_reply is null");
    return rows.length === 0;
  });
  await eventually('it came back', async () =>
    (await ann.subjects('inbox')).some((each) => /could not be delivered/i.test(each)),
  );
}
