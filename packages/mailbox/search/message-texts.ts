/** SQL: joins the text of a message `m`, which is read once however often it is compared. The release before keeps it in the message, and so is what it filed until it is moved. */
export const JOIN_TEXT = `left join lateral (
    select text || '' as text, is_cut, is_plain from message_texts where account_id = m.account_id and message_id = m.id offset 0
  ) kept on true`;

/** The decoded and case-folded text. */
export const TEXT = 'coalesce(kept.text, m.search_text)';

/** Whether the message says more than that; before that was told, texts were cut at a megabyte. */
export const IS_CUT = 'coalesce(kept.is_cut, m.search_text_cut, octet_length(m.search_text) >= 250000)';

/** Whether it has none of the letters that search takes for others; null where nobody has looked. */
export const IS_UNACCENTED = 'kept.is_plain';
