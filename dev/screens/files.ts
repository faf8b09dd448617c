import type { Browser } from 'playwright-core';

/** A drawing of a lake in the morning. */
const LAKE = `<svg xmlns="http://www.w3.org/2000/svg" width="560" height="320">
<rect width="560" height="320" fill="#f3dfcd"/><rect y="90" width="560" height="120" fill="#e6dcd3"/><circle cx="410" cy="80" r="26" fill="#fff3d6"/>
<path d="M0 180 90 110 170 165 260 80 350 160 440 120 560 185V200H0Z" fill="#6f8f9c"/>
<path d="M0 190 120 150 230 195 330 160 450 198 560 170V205H0Z" fill="#3f6470"/>
<rect y="203" width="560" height="117" fill="#8fb3bf"/><path d="M0 230h560M60 255h300M180 285h340" stroke="#a9c7d0" stroke-width="3"/>
<path d="M70 203v-38l28-22 28 22v38Z" fill="#7a3b2e"/><rect x="90" y="178" width="14" height="25" fill="#f4e3c1"/></svg>`;

/** Returns the drawing as a PNG. */
export async function photo(browser: Browser): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 560, height: 320 } });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${LAKE}`);
  const picture = await page.screenshot();
  await page.close();
  return picture;
}

const CONTRACT = `<style>body{font:12pt/1.6 serif;margin:3em}h1{font-size:20pt;font-weight:400}dt{float:left;width:7em}hr{margin-top:6em;width:16em;text-align:left}</style>
<h1>Contract for the cabin</h1><p>Between Li Wei, who has it, and Ann Sørensen, who rents it.</p>
<dl><dt>From</dt><dd>14 January, when the boat has come</dd><dt>Until</dt><dd>28 January, noon</dd><dt>Beds</dt><dd>Six</dd><dt>Wood</dt><dd>For two weeks, in the shed</dd></dl>
<p>The key hangs behind the door of the boat house. Whoever leaves last sweeps, and turns off the water.</p><hr><p>Li Wei</p>
<h1 style="break-before:page">What is there</h1><p>A stove, two lamps, eleven plates, a long table, and a book in which everybody writes something.</p>`;

/** Returns a contract of two pages as a PDF. */
export async function contract(browser: Browser): Promise<Buffer> {
  const page = await browser.newPage();
  await page.setContent(CONTRACT);
  const pdf = await page.pdf({ format: 'A5' });
  await page.close();
  return pdf;
}
