import type { JunkWord } from './en.ts';

export const zh: Readonly<Record<JunkWord, string>> = {
  why: '为什么在垃圾邮件里？',
  noted: '服务器的记录',
  byYou: '您把它标记为垃圾邮件。',
  unknown: '服务器没有发现问题：可能是您或您的邮件程序放在这里的，也可能时间太久，已无记录。',
  doubted: '服务器在收信时对它存疑。',
  filter: '内容与这里以前被归为垃圾邮件的信很像。',
  sender: '无法证明它来自所写的发件人，而该域名要求对这类邮件存疑。',
  listed: '送来它的服务器或其中的链接，列在垃圾邮件来源名单里。',
  server: '送来它的服务器，行为不像正常的邮件服务器。',
  much: '短时间内从那个网络来了大量邮件。',
  guesses: '那个网络在猜测邮箱地址。',
  noAnswer: '它的发件人无法回复，或者不是写信的人。',
  pretends: '发件人名称里写的地址与真实地址不同。',
  looksLike: '发件人的域名与另一个域名很像。',
  links: '其中的链接去往的地方与所写的不同。',
  attachments: '附件里有程序，或者压缩包里有程序。',
  hiddenNames: '附件中的压缩包隐藏了其中的文件名。',
  macros: '附件中的文档带有宏，可能会运行程序。',
  pages: '附件中的网页一打开就会运行脚本。',
};
