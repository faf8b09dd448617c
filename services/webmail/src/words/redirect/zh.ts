import type { RedirectWord } from './en.ts';

export const zh: Readonly<Record<RedirectWord, string>> = {
  what: '邮件会原样发出：发件人仍是 {name}，内容和附件都不变。收件人会看到是您转来的。',
  refused: '这封邮件不能原样转发：它不是通过邮件送达的，或者无法证实发件人。请改用“转发”。',
  from: '您已不能用 {address} 写邮件，请选择其他发件人。',
  takenBack: '已撤回，没有人收到。',
  before: '之前已经发送。',
  unsure: '没有收到回应，邮件可能已经发出。再次发送时会先核对。',
};
