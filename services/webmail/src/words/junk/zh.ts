import type { JunkWord } from './en.ts';

export const zh: Readonly<Record<JunkWord, string>> = {
  why: '为什么在垃圾邮件里？',
  noted: '服务器的记录',
  byYou: '您把它标记为垃圾邮件。',
  unknown: '没有相关记录：可能是您或您的邮件程序移到这里的，也可能时间太久。',
  doubted: '服务器在收信时对它存疑。',
  filter: '内容与以前被标为垃圾邮件的邮件相似。',
  sender: '无法证明它来自所称的发件人，而该域名要求不信任这类邮件。',
  listed: '发送它的服务器或其中的链接，在垃圾邮件来源名单上。',
  server: '发送它的服务器表现得不像正常的邮件服务器。',
  much: '短时间内有大量邮件来自同一网络。',
  guesses: '来源网络在猜测邮箱地址。',
  noAnswer: '它的发件人无法接收回复，或并非正常的发件地址。',
  pretends: '发件人名称里写的地址与真实地址不同。',
  looksLike: '发件人的域名与另一个域名很像。',
  links: '其中的链接去往的地方与所写的不同。',
  attachments: '附件或附带的压缩包中有程序。',
  hiddenNames: '附件中的压缩包隐藏了其中的文件名。',
  macros: '附件中的文档带有宏，可能会运行程序。',
  pages: '附件中的网页一打开就会运行脚本。',
};
