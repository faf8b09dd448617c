import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { PASSWORD } from '../../support/accounts.ts';
import { needsBrowser, openBrowser, signIn, visit } from '../../support/browser.ts';
import { writing } from '../../support/page-people.ts';
import { sharedHouse } from '../../support/shared-house.ts';

// Mail that wants to run, to load, to leave its place. Nothing of it may ask the canary for anything, and nothing may run.

const U = 'http://127.0.0.1:CANARY/x';

/** Ways to fetch from outside. */
const LOADS: readonly string[] = [
  `<img src="${U}">`,
  `<img src=//127.0.0.1:CANARY/x>`,
  `<img srcset="${U} 1x">`,
  `<img src=x srcset="x.png 1x, ${U} 2x">`,
  `<picture><source srcset="${U}"><img></picture>`,
  `<img lowsrc="${U}" dynsrc="${U}">`,
  `<image src="${U}">`,
  `<input type=image src="${U}">`,
  `<video src="${U}" poster="${U}" autoplay></video>`,
  `<audio src="${U}" autoplay></audio>`,
  `<video><source src="${U}"><track src="${U}" default></video>`,
  `<embed src="${U}">`,
  `<object data="${U}"></object>`,
  `<object><param name=movie value="${U}"></object>`,
  `<applet code=x codebase="${U}"></applet>`,
  `<iframe src="${U}"></iframe>`,
  `<iframe srcdoc="<img src='${U}'>"></iframe>`,
  `<frameset><frame src="${U}"></frameset>`,
  `<portal src="${U}"></portal>`,
  `<link rel=stylesheet href="${U}">`,
  `<link rel=preload as=image href="${U}">`,
  `<link rel=dns-prefetch href="${U}"><link rel=prefetch href="${U}">`,
  `<link rel=icon href="${U}">`,
  `<link rel=modulepreload href="${U}">`,
  `<base href="http://127.0.0.1:CANARY/"><img src=x>`,
  `<meta http-equiv=refresh content="0;url=${U}">`,
  `<meta http-equiv="Content-Security-Policy" content="img-src *"><img src="${U}">`,
  `<body background="${U}">x</body>`,
  `<table background="${U}"><tr><td background="${U}">x</td></tr></table>`,
  `<div style="background:url(${U})">x</div>`,
  `<div style="background:url('${U}')">x</div>`,
  `<div style="background:URL( ${U} )">x</div>`,
  `<div style="background:u\\72l(${U})">x</div>`,
  `<div style="background:u\\000072 l(${U})">x</div>`,
  `<div style="background:ur/**/l(${U})">x</div>`,
  `<div style="background:/*x*/url(${U})">x</div>`,
  `<div style="background:url(${U}">x</div>`,
  `<div style="background-image:image-set('${U}' 1x)">x</div>`,
  `<div style="background-image:-webkit-image-set(url(${U}) 1x)">x</div>`,
  `<div style="list-style-image:url(${U});display:list-item">x</div>`,
  `<div style="border-image:url(${U}) 30">x</div>`,
  `<div style="content:url(${U})">x</div>`,
  `<div style="cursor:url(${U}),auto">x</div>`,
  `<div style="mask:url(${U})">x</div>`,
  `<div style="-webkit-mask-image:url(${U})">x</div>`,
  `<div style="filter:url(${U}#x)">x</div>`,
  `<div style="clip-path:url(${U}#x)">x</div>`,
  `<div style="shape-outside:url(${U});float:left">x</div>`,
  `<div style="--x:url(${U});background:var(--x)">x</div>`,
  `<div style="behavior:url(${U})">x</div>`,
  `<div style="-moz-binding:url(${U})">x</div>`,
  `<style>@import "${U}";</style>`,
  `<style>@import url(${U});</style>`,
  `<style>@im\\port "${U}";</style>`,
  `<style>@import/**/"${U}";</style>`,
  `<style>@font-face{font-family:x;src:url(${U})}*{font-family:x}</style>`,
  `<style>@FONT-FACE{font-family:y;src:local(q),url(${U})}p{font-family:y}</style><p>x`,
  `<style>body{background:url(${U})}</style>`,
  `<style>body{background:url(${U}</style>`,
  `<style>*{background-image:image-set("${U}" 1x)}</style>`,
  `<style>:root{--a:url(${U})} body{background:var(--a)}</style>`,
  `<style>a:visited{background:url(${U})} p::before{content:url(${U})}</style><p>x`,
  `<style>@namespace url(${U});@charset "x";@page{background:url(${U})}</style>`,
  `<style>@media all{body{background:url(${U})}} @supports(a:b){body{background:url(${U})}}</style>`,
  `<style>@layer x{body{background:url(${U})}} @container(width>0){*{background:url(${U})}}</style>`,
  `<style>input[value^=a]{background:url(${U})}</style><input value=abc>`,
  `<style><!-- body{background:url(${U})} --></style>`,
  `<style>x{}</style><style>}body{background:url(${U})}</style>`,
  `<style>body{background:cross-fade(url(${U}),url(${U}))}</style>`,
  `<style>body{background:paint(x) url(${U})}</style>`,
  `<style>@property --p{syntax:"<url>";inherits:true;initial-value:url(${U})}body{background:var(--p)}</style>`,
  `<svg><image href="${U}" width=9 height=9 /></svg>`,
  `<svg><image xlink:href="${U}" width=9 height=9 /></svg>`,
  `<svg><use href="${U}#x"/></svg>`,
  `<svg><feImage href="${U}"/></svg>`,
  `<svg><filter id=f><feImage xlink:href="${U}"/></filter><rect filter=url(#f) width=9 height=9 /></svg>`,
  `<svg><style>@import "${U}";</style></svg>`,
  `<svg><style>rect{fill:url(${U}#x)}</style><rect width=9 height=9 /></svg>`,
  `<svg><rect fill="url(${U}#x)" width=9 height=9 /></svg>`,
  `<svg><animate attributeName=href values="${U}" begin=0s /></svg>`,
  `<svg><image><set attributeName=href to="${U}" begin=0s /></image></svg>`,
  `<svg><foreignObject><img src="${U}"></foreignObject></svg>`,
  `<math href="${U}"><mi xlink:href="${U}">x</mi></math>`,
  `<a href="x" ping="${U}">x</a>`,
  `<form action="${U}"><button autofocus>x</button></form>`,
  `<template><img src="${U}"></template>`,
  `<noscript><img src="${U}"></noscript>`,
  `<xmp><img src="${U}"></xmp>`,
  `<plaintext><img src="${U}">`,
  `<textarea><img src="${U}"></textarea><img src="${U}">`,
  `<title><img src="${U}"></title>`,
  `<!--><img src="${U}">-->`,
  `<![CDATA[<img src="${U}">]]>`,
  `<img src="${U}`,
  `<img src='${U}' alt="`,
  `<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='${U}'/></svg>">`,
  `<img src="data:image/svg+xml;base64,${Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><image href="${U}"/></svg>`).toString('base64')}">`,
  `<img src="cid:missing" onerror="fetch('${U}')">`,
  `<img src="filesystem:${U}"><img src="blob:${U}">`,
  `<marquee background="${U}">x</marquee>`,
  `<keygen><isindex action="${U}">`,
  `<details open style="background:url(${U})"><summary>x</summary></details>`,
  `<dialog open style="background:url(${U})">x</dialog>`,
  `<select><option style="background:url(${U})">x</select>`,
  `<td background="${U}">x`,
  `<font face="x" style='background:url("${U}")'>x</font>`,
  `<div style="background:&#117;rl(${U})">x</div>`,
  `<div style="background:url(&#34;${U}&#34;)">x</div>`,
  `<div style='background-image:src("${U}")'>x</div>`,
  `<div style="width:attr(data-x url)" data-x="${U}">x</div>`,
];

/** Ways to run. What runs says so in the title of the page. */
const RUN = "top.document.title='RAN'";
const RUNS: readonly string[] = [
  `<script>${RUN}</script>`,
  `<SCRIPT SRC="${U}.js"></SCRIPT>`,
  `<script type=module>${RUN}</script>`,
  `<script src="data:text/javascript,${RUN}"></script>`,
  `<img src=x onerror="${RUN}">`,
  `<img src=x onerror=${RUN.replaceAll(' ', '')}>`,
  `<img/src=x/onerror="${RUN}">`,
  `<svg onload="${RUN}"></svg>`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><script href="data:text/javascript,${RUN}"/></svg>`,
  `<svg><a xlink:href="javascript:${RUN}"><text y=20>x</text></a></svg>`,
  `<svg><animate onbegin="${RUN}" attributeName=x dur=1s>`,
  `<svg><set onbegin="${RUN}" attributeName=x>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${RUN}&gt;">`,
  `<form><math><mtext></form><form><mglyph><style></math><img src onerror="${RUN}">`,
  `<noscript><p title="</noscript><img src=x onerror='${RUN}'>">`,
  `<svg></p><style><a id="</style><img src=1 onerror='${RUN}'>">`,
  `<template><style></template><img src=x onerror="${RUN}"></style></template>`,
  `<select><template><style><!--</style></template><img src=x onerror="${RUN}">`,
  `<body onload="${RUN}">x</body>`,
  `<body onpageshow="${RUN}" onfocus="${RUN}">`,
  `<input autofocus onfocus="${RUN}">`,
  `<details open ontoggle="${RUN}">x</details>`,
  `<video src=x onerror="${RUN}"></video>`,
  `<audio src=x onerror="${RUN}">`,
  `<marquee onstart="${RUN}">x</marquee>`,
  `<style onload="${RUN}">x{}</style>`,
  `<link rel=stylesheet href=x onerror="${RUN}">`,
  `<iframe src="javascript:${RUN}"></iframe>`,
  `<iframe srcdoc="<script>${RUN}</script>"></iframe>`,
  `<object data="javascript:${RUN}"></object>`,
  `<embed src="javascript:${RUN}">`,
  `<object data="data:text/html,<script>${RUN}</script>"></object>`,
  `<a href="javascript:${RUN}" id=click>click</a>`,
  `<a href="  java\nscript:${RUN}" id=click>click</a>`,
  `<a href="&#106;avascript:${RUN}" id=click>click</a>`,
  `<a href="data:text/html,<script>${RUN}</script>" id=click>click</a>`,
  `<a href="vbscript:x" id=click>click</a>`,
  `<form action="javascript:${RUN}"><button id=click>x</button></form>`,
  `<button formaction="javascript:${RUN}" id=click>x</button>`,
  `<isindex type=image src=x onerror="${RUN}">`,
  `<div style="width:expression(${RUN})">x</div>`,
  `<div style="animation:x 1s" onanimationstart="${RUN}">x</div><style>@keyframes x{}</style>`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN}">`,
  `<x onclick="${RUN}" id=click>x</x>`,
  `<div onmouseover="${RUN}" id=click>x</div>`,
  `<img name=getElementById><img id=body><form id=documentElement><input name=attributes></form>`,
  `<form name=createElement><input name=parentNode></form>`,
];

/** Parts of one mail, each of which is shown by itself. */
const TOGETHER = 8;

function hostileMail(parts: readonly string[], at: number): object {
  const time = `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
  const ids = parts.map((_, part) => `h${part}`);
  return {
    ...{ mailboxIds: { M1: true }, subject: `mail ${at}`, receivedAt: `2026-01-01T${time}:00Z` },
    bodyStructure: { type: 'multipart/mixed', subParts: ids.map((partId) => ({ partId, type: 'text/html' })) },
    bodyValues: Object.fromEntries(
      parts.map((html, part) => [ids[part], { value: `<p>before</p>${html}<p>after</p>` }]),
    ),
  };
}

/** What of mails stands in the page while it is printed. */
const ON_PAPER = `[...document.querySelectorAll('main div')].map((each) => each.shadowRoot?.textContent ?? '').join('')`;

test('nothing in a mail reaches out, runs or covers the page', needsBrowser, async () => {
  const asked: string[] = [];
  const canary = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  after(() => canary.close());
  const { port } = canary.address() as { port: number };
  await using browser = await openBrowser();
  await using house = await sharedHouse();
  const id = await house.stage.account('target@page.test');
  const cases = [...LOADS, ...RUNS].map((html) => html.replaceAll('CANARY', String(port)));
  assert.ok(cases.length >= 150, `${cases.length} cases`);
  const url = `http://127.0.0.1:${house.platform.ports.HTTP_PORT}`;
  const authorization = `Basic ${btoa(`target@page.test:${PASSWORD}`)}`;
  const call = async (...methodCalls: unknown[]) => {
    const body = JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'], methodCalls });
    const headers = { authorization, 'content-type': 'application/json' };
    return (await (await fetch(`${url}/jmap/api`, { method: 'POST', headers, body })).json()) as {
      methodResponses: [string, Record<string, never>, string][];
    };
  };
  const accountId = `a${id}`;
  const mails = Array.from({ length: Math.ceil(cases.length / TOGETHER) }, (_, at) =>
    cases.slice(at * TOGETHER, (at + 1) * TOGETHER),
  );
  const create = Object.fromEntries(mails.map((parts, at) => [`m${at}`, hostileMail(parts, at)]));
  const made = await call(['Email/set', { accountId, create }, '0']);
  assert.equal(
    Object.keys(made.methodResponses[0]?.[1].created ?? {}).length,
    mails.length,
    JSON.stringify(made).slice(0, 500),
  );

  await using visitor = await visit(browser, url);
  const { page, faults } = visitor;
  await signIn(page, 'target@page.test', PASSWORD);
  await page.locator('[role=row]').first().click();
  for (let at = mails.length - 1; at >= 0; at--) {
    const parts = mails[at] ?? [];
    await page.getByRole('heading', { name: `mail ${at}`, exact: true }).waitFor();
    await page
      .locator('main iframe')
      .nth(parts.length - 1)
      .waitFor();
    for (const [part, html] of parts.entries()) {
      const frame = page.frameLocator('main iframe').nth(part);
      await frame.getByText('before').first().waitFor();
      if (!html.includes('id=click')) continue;
      const target = frame.getByText(/^(?:click|x)$/).first();
      // What is left of some of them is nothing to click at.
      if (await target.isVisible()) await target.click({ force: true });
    }
    // The same holds on paper, where it stands in the page itself.
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(`new Promise((drawn) => {
      dispatchEvent(new Event('beforeprint'));
      requestAnimationFrame(() => requestAnimationFrame(drawn));
    })`);
    assert.match(String(await page.evaluate(ON_PAPER)), /before/);
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
    await page.emulateMedia({ media: null });
    // And for who answers: below the words, and among them.
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    const window = writing(page);
    await window.getByRole('button', { name: 'Show quoted text' }).click();
    await window.frameLocator('iframe').getByText('before').first().waitFor();
    await window.getByRole('button', { name: 'Edit it' }).click();
    await window.locator('[contenteditable]').getByText('before').first().waitFor();
    await window.getByRole('button', { name: 'Discard draft' }).click();
    assert.notEqual(await page.title(), 'RAN', parts.join('\n'));
    await page.keyboard.press('j');
  }
  assert.deepEqual(asked, []);
  assert.deepEqual(
    faults.filter((fault) => fault.startsWith('asked')),
    [],
  );
  assert.equal(
    page
      .context()
      .pages()
      .filter((each) => each.url().includes(`:${port}`)).length,
    0,
  );
});

test(
  'pictures from outside come when the reader wants them, from our own server, and always for senders of their choice',
  needsBrowser,
  async () => {
    await using browser = await openBrowser();
    await using house = await sharedHouse();
    const id = await house.stage.account('pictures@page.test');
    const url = `http://127.0.0.1:${house.platform.ports.HTTP_PORT}`;
    const headers = {
      authorization: `Basic ${btoa(`pictures@page.test:${PASSWORD}`)}`,
      'content-type': 'application/json',
    };
    const letter = {
      ...{ mailboxIds: { M1: true }, subject: 'news', from: [{ name: 'News', email: 'News@far.test' }] },
      ...{
        htmlBody: [{ partId: 'h', type: 'text/html' }],
        bodyValues: { h: { value: '<p>x<img src="https://pictures.test/a.png?b=c">' } },
      },
    };
    const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'];
    const body = JSON.stringify({
      using,
      methodCalls: [['Email/set', { accountId: `a${id}`, create: { letter } }, '0']],
    });
    assert.equal((await fetch(`${url}/jmap/api`, { method: 'POST', headers, body })).status, 200);
    await using visitor = await visit(browser, url);
    const { page } = visitor;
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(request.url()));
    await signIn(page, 'pictures@page.test', PASSWORD);
    const picture = `${url}/picture?url=${encodeURIComponent('https://pictures.test/a.png?b=c')}`;
    const open = async (): Promise<void> => {
      await page.locator('[role=row]').first().click();
      await page.frameLocator('main iframe').getByText('x').waitFor();
    };
    await open();
    assert.ok(!asked.includes(picture));
    const once = page.waitForRequest(picture);
    await page.getByRole('button', { name: 'Show once' }).click();
    await once;
    await page.getByText('wants to load pictures').waitFor({ state: 'detached' });
    await page.reload();
    await open();
    const kept = page.waitForResponse(
      (response) => response.url().endsWith('/account/preferences') && response.request().method() === 'PATCH',
    );
    await page.getByRole('button', { name: 'Always from this sender' }).click();
    await kept;
    await page.reload();
    const always = page.waitForRequest(picture);
    await open();
    await always;
    assert.deepEqual(
      asked.filter((each) => !each.startsWith(url)),
      [],
    );
  },
);
