-- Mail is posted to accounts, not to mailboxes, so the right p has no meaning (docs/decisions/0131-may-submit.md).
delete from mailbox_shares where rights = 'p';
update mailbox_shares set rights = replace(rights, 'p', '') where rights like '%p%';
