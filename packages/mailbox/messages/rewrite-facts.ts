import type { Transaction } from '@postroom/database';
import { isUnaccented } from '@postroom/mime';
import { forgetIndexed } from '../search/text-index/segment-rows.ts';
import { DESCRIBED_BY } from './described-by.ts';
import type { MessageFacts } from './message-facts.ts';

/**
 * Stores a message's facts as the present code reads them; its text goes to a table of its own. Its thread, which depends on other messages,
 * stays. Part of the caller's transaction.
 */
export async function rewriteFacts(
  tx: Transaction,
  accountId: number,
  messageId: number,
  facts: MessageFacts,
): Promise<void> {
  await forgetIndexed(tx, accountId, { from: messageId, to: messageId });
  await tx.query({
    name: 'rewrite-facts',
    text: `with texts as (
        insert into message_texts (account_id, message_id, text, is_cut, is_plain)
        select account_id, id, $19, $20, $21 from messages where account_id = $1 and id = $2
        on conflict (account_id, message_id) do update set text = excluded.text, is_cut = excluded.is_cut, is_plain = excluded.is_plain
      )
      update messages set described_by = ${DESCRIBED_BY}, envelope = $3, body_structure = $4, parts = $5, message_id = $6,
        in_reply_to = $7, refs = $8, sent_at = $9, sent_on = $10, subject = $11, preview = $12, has_attachment = $13,
        search_subject = $14, search_from = $15, search_to = $16, search_cc = $17, search_bcc = $18, search_text = '',
        search_text_cut = true
      where account_id = $1 and id = $2`,
    values: [
      accountId,
      messageId,
      facts.envelope,
      facts.bodyStructure,
      facts.parts,
      facts.messageId,
      facts.inReplyTo,
      facts.references,
      facts.sentAt,
      facts.sentOn,
      facts.subject,
      facts.preview,
      facts.hasAttachment,
      facts.searchSubject,
      facts.searchFrom,
      facts.searchTo,
      facts.searchCc,
      facts.searchBcc,
      facts.searchText,
      facts.searchTextCut,
      isUnaccented(facts.searchText),
    ],
  });
}
