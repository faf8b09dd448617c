-- Whether the message has more text than search_text; then a search reads the message itself. Null: described before this column
-- existed; then a long text counts as cut.
alter table messages add column search_text_cut boolean;
