-- Messages with attachments, which may be few among many (packages/mailbox/query/rare-marks.ts).
-- outside a transaction
create index concurrently if not exists messages_with_attachments on messages (account_id, id) where has_attachment;
