import { heldZh } from './held-zh.ts';
import { dateIn, lineOf, sizeIn, type Words } from './words.ts';

const TLS = { implicit: 'TLS（SSL）', starttls: 'STARTTLS' } as const;

export const zh: Words = {
  sender: '邮件管理员',
  welcome: (facts) => ({
    subject: `${facts.name || facts.address}，欢迎使用邮箱`,
    text: [
      `您的邮箱 ${facts.address} 已经开通。`,
      ...(facts.publicUrl ? ['', `在浏览器中使用：${facts.publicUrl}/`] : []),
      '',
      '在邮件程序中使用：用您的地址和密码添加账户即可，多数程序会自动找到其余设置。如果需要手动填写：',
      '',
      `  用户名：${facts.address}`,
      '  密码：您申请时设置的密码',
      ...lineOf(facts, 'imap', (host, port, tls) => `  IMAP：${host}，端口 ${port}，${TLS[tls]}`),
      ...lineOf(facts, 'pop3', (host, port, tls) => `  POP3：${host}，端口 ${port}，${TLS[tls]}`),
      ...lineOf(facts, 'submission', (host, port, tls) => `  SMTP：${host}，端口 ${port}，${TLS[tls]}`),
      '',
      '建议使用 IMAP，这样各个设备上的邮件保持一致。',
      '',
      facts.quota === null ? '邮箱空间不限。' : `邮箱空间为 ${sizeIn('zh-CN', facts.quota)}。`,
      '我们绝不会向您索要密码。',
      '',
    ].join('\n'),
  }),
  almostFull: ({ address, used, quota }) => ({
    subject: '邮箱快满了',
    text: [
      `${address} 已用 ${sizeIn('zh-CN', used)}，共 ${sizeIn('zh-CN', quota)}。`,
      '邮箱满了以后将暂时无法收信；如果几天内仍没有空间，新邮件会退回给发件人。',
      '请在网页的设置（“空间”）中查找并删除旧邮件和大邮件，或清空“已删除”和“垃圾邮件”。',
      '',
    ].join('\n'),
  }),
  held: heldZh,
  leaving: ({ address, at }) => ({
    subject: '您的账户即将删除',
    text: [
      `您申请删除账户 ${address} 及其全部邮件，删除将于 ${dateIn('zh-CN', at)}（UTC）进行。`,
      '',
      '在此之前一切照常。如果您改变主意，或者这不是您本人的操作，请登录网页，在设置中保留账户。',
      '如果不是您本人的操作，请同时修改密码。',
      '',
    ].join('\n'),
  }),
};
