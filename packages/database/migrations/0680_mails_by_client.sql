-- What a server, or a mail program, brought: found by its IP address.
-- outside a transaction
create index concurrently if not exists accepted_mails_by_client on accepted_mails (client_address, id)
  where client_address is not null;
