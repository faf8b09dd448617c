/** SQL: joins the text of a message `m`, so that it is read only once. Older releases store it in the message, where it stays until it is moved. */
export const JOIN_TEXT = `left join lateral (
    select text || '' as text, is_cut, is_plain from message_texts where account_id = m.account_id and message_id = m.id offset 0
  ) kept on true`;

/** The decoded and case-folded text. */
export const TEXT = 'coalesce(kept.text, m.search_text)';

/** SQL: whether the message has more text than is stored. Rows that do not say so were cut at a megabyte. */
export const IS_CUT = 'coalesce(kept.is_cut, m.search_text_cut, octet_length(m.search_text) >= 250000)';

/** SQL: whether the text has no letters with accents; null when nobody has looked. */
export const IS_UNACCENTED = 'kept.is_plain';
