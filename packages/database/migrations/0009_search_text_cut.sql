-- Whether a message says more than what is in search_text: a search looks into the message itself then. Null: described
-- before this was told, and taken to be cut where the text is long.
alter table messages add column search_text_cut boolean;
