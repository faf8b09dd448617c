-- Mail with attachments, of which there may be little among much (packages/mailbox/query/rare-marks.ts).
-- outside a transaction
create index concurrently if not exists messages_with_attachments on messages (account_id, id) where has_attachment;
