-- Mail is posted to accounts, not to mailboxes: the right p says nothing (docs/decisions/0131-may-submit.md).
delete from mailbox_shares where rights = 'p';
update mailbox_shares set rights = replace(rights, 'p', '') where rights like '%p%';
