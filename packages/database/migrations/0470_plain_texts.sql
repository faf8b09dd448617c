-- Whether a text has none of the letters that search takes for others (docs/decisions/0371): it is compared as it is. Null: it was filed by the
-- release before.
alter table message_texts add column is_plain boolean;
