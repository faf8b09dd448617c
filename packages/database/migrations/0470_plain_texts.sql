-- Whether a text has none of the letters for which search also accepts others (docs/decisions/0371), so that it is compared as it is. Null:
-- filed by the previous release.
alter table message_texts add column is_plain boolean;
