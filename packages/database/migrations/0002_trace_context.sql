-- W3C traceparent of the span that accepted the mail; null: not traced.
alter table accepted_mails add column traceparent text;
