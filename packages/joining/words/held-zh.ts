import type { HeldReason } from '../held-mail.ts';
import { dateIn, type Words } from './words.ts';

const WHY: Readonly<Record<HeldReason, string>> = {
  virus: '邮件带有病毒，只有管理员可以放行。',
  unwanted: '这里不接收该发件人的邮件。',
  unproven: '无法证明它来自所称的发件人。',
  source: '发送它的服务器或其中的链接，是已知的垃圾邮件来源。',
  pretends: '发件人看起来像是冒充他人。',
  links: '其中的链接与实际去向不符。',
  program: '附件中有程序。',
  doubted: '服务器在收信时对它存疑。',
};

export const heldZh: Words['held'] = ({ address, mails, count, days, publicUrl }) => ({
  subject: `有 ${count} 封邮件被隔离`,
  text: [
    `发给 ${address} 的以下邮件看起来有问题，没有放进您的文件夹：`,
    '',
    ...mails.flatMap(({ from, subject, at, why }) => [
      `  发件人：${from || '无'}`,
      `  主题：${subject || '无'}`,
      `  时间：${dateIn('zh-CN', at)}（UTC）`,
      `  原因：${why.map((each) => WHY[each]).join('')}`,
      '',
    ]),
    ...(count > mails.length ? [`另有 ${count - mails.length} 封。`, ''] : []),
    '请在网页的设置（“邮件”中的“隔离的邮件”）里查看，正常的邮件可以放行。您也可以在那里设置通知频率。',
    ...(publicUrl ? ['', `  ${publicUrl}/`] : []),
    '',
    `未放行的邮件将在收到 ${days} 天后自动删除。如果其中没有您需要的邮件，无需任何操作。`,
    '',
  ].join('\n'),
});
