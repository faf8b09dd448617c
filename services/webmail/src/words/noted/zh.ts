/** The server's notes on mail (packages/policy/reasons.ts and others), and the same in Chinese; $1 and $2 stand for the groups of the pattern. */
export const zh: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^the sending server did not wait for our greeting$/, '对方服务器没等问候就发来命令'],
  [/^(\S+) is listed by (.+)$/, '$1 列在 $2 中'],
  [/^(\S+) has no name in DNS$/, '$1 在 DNS 中没有名称'],
  [/^(\S+) has the name (\S+), which has another address$/, '$1 的名称是 $2，但该名称指向另一个地址'],
  [
    /^the sending server gives the address of another server, (\S+), as its own$/,
    '对方服务器自称 $1，那是别的服务器的地址',
  ],
  [/^the sending server gives an address without brackets as its name, (\S+)$/, '对方服务器自称 $1，写法不合规范'],
  [/^the sending server gives our name as its own$/, '对方服务器冒用了我们的名称'],
  [/^the sending server does not give a full host name$/, '对方服务器没有给出完整的主机名'],
  [/^too many mails from (\S+) within an hour$/, '一小时内来自 $1 的邮件过多'],
  [/^too many recipients of mails from (\S+) within an hour$/, '一小时内来自 $1 的邮件收件人过多'],
  [/^(\S+) writes to too many addresses that do not exist here$/, '$1 向太多这里不存在的地址发信'],
  [/^the sender's domain (\S+) says that it takes no mail$/, '发件域名 $1 声明不接收邮件'],
  [/^the sender's domain (\S+) has no mail server$/, '发件域名 $1 没有邮件服务器'],
  [/^greylisted, try again in (\d+) s$/, '灰名单：请在 $1 秒后重试'],
  [/^it is a delivery report, but goes to (\d+) recipients$/, '这是退信报告，却发给了 $1 个收件人'],
  [/^it is a delivery report about a message that nobody here sent$/, '这份退信报告所说的邮件不是这里的人发出的'],
  [/^the author's name shows the address of somebody else, (\S+)$/, '发件人名称里写着别人的地址 $1'],
  [/^(\S+) mixes letters of several scripts$/, '$1 混用了多种文字的字母'],
  [/^(\S+) looks like (\S+)$/, '$1 看起来像 $2'],
  [/^a link shows (\S+) and leads to (\S+)$/, '链接显示为 $1，实际去往 $2'],
  ...(
    [
      ['a program', '程序'],
      ['a Windows program', 'Windows 程序'],
      ['a disk image', '磁盘映像'],
      ['a OneNote notebook', 'OneNote 笔记本'],
      ['a Windows help file', 'Windows 帮助文件'],
      ['a Windows shortcut', 'Windows 快捷方式'],
    ] as const
  ).flatMap(([what, words]) => [
    [new RegExp(`^${what} is attached \\((.+)\\)$`), `附件里有${words}（$1）`] as const,
    [new RegExp(`^an attached archive contains ${what} \\((.+)\\)$`), `附带的压缩包里有${words}（$1）`] as const,
  ]),
  [
    /^a part of a split archive is attached, so nobody can see what is in it$/,
    '附带了分卷压缩包的一部分，无法看到其中内容',
  ],
  ...(
    [
      ['an attached archive', '附带的压缩包'],
      ['an archive in an attached archive', '附带的压缩包里的压缩包'],
    ] as const
  ).flatMap(([archive, words]) => [
    [new RegExp(`^${archive} hides the names of its files$`), `${words}隐藏了文件名`] as const,
    [new RegExp(`^${archive} hides the names of its files behind a password$`), `${words}用密码隐藏了文件名`] as const,
  ]),
  [/^an attached document contains macros$/, '附带的文档含有宏'],
  ...(
    [
      ['an attached page', '附带的网页'],
      ['a page in an attached archive', '附带的压缩包里的网页'],
    ] as const
  ).flatMap(([page, words]) => [
    [new RegExp(`^${page} creates a file when it is opened$`), `${words}打开后会生成文件`] as const,
    [new RegExp(`^${page} runs a script$`), `${words}会运行脚本`] as const,
  ]),
  [/^mail from (\S+) is blocked here$/, '这里屏蔽了来自 $1 的邮件'],
  [/^mail from (\S+) is always accepted here$/, '这里始终接收来自 $1 的邮件'],
  [/^virus (.+)$/, '病毒 $1'],
  [/^the ARC seal of (.+) says that it passed DMARC$/, '$1 的 ARC 签章表明它通过了 DMARC'],
  [
    /^its From field has authors of several domains, or one without a domain \((\S+)\)$/,
    '发件人一栏有多个域名的作者，或有作者没有域名（$1）',
  ],
  [
    /^nothing proves that it is from (.+), which wants such mail refused \(DMARC p=reject\)$/,
    '无法证明它来自 $1，而该域名要求拒收这样的邮件（DMARC p=reject）',
  ],
  [
    /^nothing proves that it is from (.+), which wants such mail marked as junk \(DMARC p=quarantine\)$/,
    '无法证明它来自 $1，而该域名要求把这样的邮件标为垃圾邮件（DMARC p=quarantine）',
  ],
  [/^DNS did not say whether it is from (.+)$/, 'DNS 未能说明它是否来自 $1'],
  [
    /^mail from our domain (.+) needs a login, or proof by SPF or DKIM$/,
    '来自本站域名 $1 的邮件需要登录，或由 SPF 或 DKIM 证明',
  ],
];
