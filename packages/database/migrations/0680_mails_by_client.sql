-- Finds mails by the IP address of the server or mail program that sent them.
-- outside a transaction
create index concurrently if not exists accepted_mails_by_client on accepted_mails (client_address, id)
  where client_address is not null;
