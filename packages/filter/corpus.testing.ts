/** A message for tests, the kind of writer it is from, and whether it is spam. */
export interface Labelled {
  readonly kind: string;
  readonly isSpam: boolean;
  readonly subject: string;
  readonly from: string;
  readonly text: string;
}

/** Returns a random number generator (mulberry32); the same seed gives the same numbers. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Random = () => number;
type Writer = (pick: Pick, random: Random) => { subject: string; from: string; text: string };
type Pick = (words: string | readonly string[], times?: number) => string;

const COMMON =
  'please today tomorrow week time people thank good new first look need want make know help send read page list day way thing part place number order account information service available offer price free message mail answer question office customer company product team year month home work best world today change point money long great small large next early young important public able';
const CHATTER = [
  'Sorry for the late answer, it was a long week.',
  'Let me know what you think of it.',
  'I will be back on Monday.',
  'Thank you very much for your help.',
  'You can find more information on our page.',
  'If you have a question, just answer this mail.',
  'We wish you a good day.',
  'Please do not hesitate to call me.',
  'The price is still the same as last year.',
  'There is a free place left for this month.',
];

/** Writers of spam, each in a style of its own. */
const SPAM: Readonly<Record<string, Writer>> = {
  pharmacy: (pick, random) => ({
    subject: pick(['Cheap v1agra', 'Your meds -80%', 'Canadian pharmacy', 'No prescription needed', 'Pills overnight']),
    from: `${pick('health meds rx doctor')}${Math.floor(random() * 900)}@${pick('bestpills cheaprx medsnow')}.example`,
    text: `${pick('viagra cialis levitra xanax ambien tramadol weight loss pills prescription discreet overnight shipping generic dose doctor bonus erection', 22)} https://${pick('pillshop rx-deal medz')}${Math.floor(random() * 99)}.example/buy`,
  }),
  advance: (pick) => ({
    subject: pick([
      'Urgent business proposal',
      'Dear beneficiary',
      'Inheritance fund',
      'From the desk of',
      'Confidential',
    ]),
    from: pick(['barrister.john@lawfirm.example', 'mrs.grace@widow.example', 'un.fund@relief.example']),
    text: `Dear ${pick(['friend', 'beloved', 'sir or madam'])}, I am ${pick(['Barrister', 'Dr.', 'Mrs.', 'Prince'])} ${pick('Abacha Mensah Coker Williams Okafor')}. ${pick('late client deposited million dollars bank next of kin beneficiary transfer percent confidential diplomat consignment fund release inheritance foreign trust urgent assist', 30)} US$${pick('12.5 8,7 45 19')} million`,
  }),
  phishing: (pick, random) => ({
    subject: pick([
      'Your account is suspended',
      'Verify your mailbox now',
      'Unusual sign-in',
      'Final warning',
      'Storage full: act now',
    ]),
    from: `security-${Math.floor(random() * 9999)}@${pick('account-verify mail-admin secure-login')}.example`,
    text: `${pick(['Dear user', 'Dear customer', 'Attention'])}: ${pick('verify suspended password login click below confirm identity 24 hours deactivated unusual activity mailbox quota upgrade validate credentials immediately restore access expire', 24)} https://${pick('verify secure login')}-${Math.floor(random() * 999)}.example/session`,
  }),
  crypto: (pick, random) => ({
    subject: pick([
      'Bitcoin doubled',
      'Earn $900 a day',
      'Secret wealth loophole',
      'AI trading robot',
      'Passive income',
    ]),
    from: `${pick('profit wealth invest coin')}@${pick('trade-x richfast btcgrow')}${Math.floor(random() * 99)}.example`,
    text: pick(
      'bitcoin crypto profit invest guaranteed returns robot millionaire trading platform deposit withdraw wallet passive income loophole banks hate celebrity secret double daily signup bonus',
      30,
    ),
  }),
  casino: (pick, random) => ({
    subject: pick(['200 free spins', 'Jackpot waiting', 'Casino bonus €500', 'You have been selected!!!']),
    from: `vip${Math.floor(random() * 999)}@${pick('spinwin goldcasino luckyslots')}.example`,
    text: pick(
      'casino jackpot free spins bonus deposit slots roulette winner claim exclusive vip blackjack odds bet instant payout wagering',
      26,
    ),
  }),
  seo: (pick) => ({
    subject: pick(['First page of google', 'Website redesign', 'Guest post on your site', 'Backlinks offer']),
    from: pick(['rita@seo-rank.example', 'mark@linkbuild.example', 'priya@webdesign.example']),
    text: `Hi, ${pick('ranking google backlinks traffic keywords guest post domain authority optimization quotation website errors leads packages affordable redesign outreach link insertion', 26)} ${pick(COMMON.split(' '), 12)}`,
  }),
  chinese: (pick) => ({
    subject: pick(['代开发票', '优惠代理记账', '增值税发票', '高薪兼职', '贷款秒批']),
    from: pick(['fapiao@kaipiao.example', 'daikuan@jinrong.example']),
    text: pick(
      [
        '本公司代开各类正规发票',
        '增值税专用发票可验证',
        '点数优惠欢迎来电',
        '联系电话微信同号',
        '无抵押贷款当天放款',
        '额度高利息低',
        '兼职刷单日结工资',
        '在家轻松赚钱',
        '加微信领取红包',
      ],
      6,
    ),
  }),
  japanese: (pick) => ({
    subject: pick([
      '【重要】アカウント停止のお知らせ',
      '当選おめでとうございます',
      '未払い料金のご案内',
      '副業で月収百万',
    ]),
    from: pick(['info@amazom-jp.example', 'support@rakutem.example']),
    text: pick(
      [
        'お客様のアカウントは停止されました',
        '至急ご確認ください',
        '以下のリンクから本人確認をお願いします',
        '期限内に手続きされない場合',
        '当選金をお受け取りください',
        '誰でも簡単に稼げる副業',
        '今だけ無料で登録',
        '未払い料金が発生しています',
      ],
      6,
    ),
  }),
};

const HAM: Readonly<Record<string, Writer>> = {
  work: (pick) => ({
    subject: pick([
      'Re: budget review',
      'Minutes of the meeting',
      'Re: contract draft',
      'Schedule for thursday',
      'Fwd: offer of the supplier',
    ]),
    from: pick(['anna.meier@partner.example', 'tom@office.example', 'lee.wong@office.example']),
    text: `${pick(['Hi Tom', 'Dear all', 'Hello Anna'])}, ${pick('meeting agenda minutes quarter budget contract draft supplier invoice attached review comments deadline thursday slides customer project roadmap estimate approval colleague department', 28)} regards, ${pick('Anna Tom Lee Petra')}`,
  }),
  family: (pick) => ({
    subject: pick(['dinner on sunday', 'photos of the garden', 'Re: grandma', 'holidays', 'the kids']),
    from: pick(['mum@home.example', 'uncle.bob@home.example', 'sis@home.example']),
    text: `${pick('dinner sunday kids school garden photos grandma birthday cake dog train weekend holidays lake bike soup aunt hospital better love hugs miss', 24)} ${pick(['love', 'hugs', 'kisses'])}`,
  }),
  code: (pick, random) => ({
    subject: `[${pick('postroom parser website')}] ${pick(['Fix race in pool', 'Add test for dates', 'Build failed', 'Re: review'])} (#${Math.floor(random() * 2000)})`,
    from: pick(['notifications@forge.example', 'ci@forge.example']),
    text: `${pick('commit branch merge pull request function returns null test failed pipeline stack trace refactor rebase dependency version bump lint async timeout buffer parser comment line approved', 30)} https://forge.example/pr/${Math.floor(random() * 2000)}`,
  }),
  newsletter: (pick) => ({
    subject: pick(['This week in gardening', 'Museum news: autumn', 'Your library recommends', 'New recipes']),
    from: pick(['news@museum.example', 'letter@gardening.example', 'library@city.example']),
    text: `${pick('exhibition tickets opening hours guided tour recipe pumpkin seeds autumn planting library novel author reading concert friday members unsubscribe visit discount children workshop free', 32)}`,
  }),
  receipt: (pick, random) => ({
    subject: pick(['Your order has shipped', 'Receipt of your payment', 'Booking confirmation', 'Your ticket']),
    from: pick(['orders@bookshop.example', 'noreply@railway.example', 'shop@bikes.example']),
    text: `Order ${Math.floor(random() * 1e6)}: ${pick('order shipped parcel tracking delivery invoice payment card total vat receipt booking seat train departure platform arrival thank purchase returns days warranty', 24)} ${Math.floor(random() * 300)}.00 EUR`,
  }),
  german: (pick) => ({
    subject: pick(['Re: Termin am Freitag', 'Protokoll der Sitzung', 'Rechnung im Anhang', 'Vereinsabend']),
    from: pick(['vorstand@verein.example', 'karin@buero.example']),
    text: pick(
      'termin freitag sitzung protokoll verein vorstand rechnung anhang danke grüße bitte rückmeldung angebot besprechung projekt unterlagen nächste woche urlaub kollegin',
      26,
    ),
  }),
  'chinese-office': (pick) => ({
    subject: pick(['会议通知', '项目进度', '周末聚餐', '回复：报告']),
    from: pick(['wang@gongsi.example', 'li@daxue.example']),
    text: pick(
      [
        '请大家准时参加明天的会议',
        '项目进度报告请见附件',
        '周末一起吃饭吗',
        '孩子的学校下周放假',
        '论文的修改意见已经收到',
        '请确认合同的最终版本',
        '谢谢你的帮助',
        '我们下周二讨论设计方案',
      ],
      6,
    ),
  }),
  'japanese-office': (pick) => ({
    subject: pick(['打ち合わせの件', '資料をお送りします', '週末の予定', '議事録']),
    from: pick(['tanaka@kaisha.example', 'sato@daigaku.example']),
    text: pick(
      [
        '明日の打ち合わせは十時からです',
        '資料を添付しましたのでご確認ください',
        '週末は家族で京都に行きます',
        '議事録を共有します',
        '見積書の件でご相談があります',
        'お世話になっております',
        '来週の会議室を予約しました',
        '子供の運動会の写真です',
      ],
      6,
    ),
  }),
};

/**
 * Generates messages of all writers in turn, each with some common words and sometimes words of another writer.
 * @param without a kind of writer to leave out
 */
export function corpus(count: number, seed: number, without?: string): Labelled[] {
  const random = randomOf(seed);
  const pick: Pick = (words, times = 1) => {
    const list = typeof words === 'string' ? words.split(' ') : words;
    return Array.from({ length: times }, () => list[Math.floor(random() * list.length)]).join(' ');
  };
  const writers = [...kindsOf(SPAM, true), ...kindsOf(HAM, false)].filter(({ kind }) => kind !== without);
  return Array.from({ length: count }, (_, index) => {
    const { kind, isSpam, write } = writers[index % writers.length] as (typeof writers)[number];
    const { subject, from, text } = write(pick, random);
    // Spammers add text of other writers, and people quote spam.
    const other = writers[Math.floor(random() * writers.length)] as (typeof writers)[number];
    const borrowed = random() < (isSpam ? 0.4 : 0.15) ? pick(other.write(pick, random).text, isSpam ? 14 : 8) : '';
    const noise = `${borrowed} ${pick(COMMON, 5 + Math.floor(random() * 40))} ${random() < 0.6 ? pick(CHATTER, 2) : ''}`;
    return {
      kind,
      isSpam,
      subject: subject.toLowerCase(),
      from: from.toLowerCase(),
      text: `${text} ${noise}`.toLowerCase(),
    };
  });
}

function kindsOf(writers: Readonly<Record<string, Writer>>, isSpam: boolean) {
  return Object.entries(writers).map(([kind, write]) => ({ kind, isSpam, write }));
}
