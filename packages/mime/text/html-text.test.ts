import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cpuMs } from '../testing.ts';
import { htmlToText } from './html-text.ts';

const words = (html: string): string => htmlToText(html).replace(/\s+/g, ' ').trim();

describe('HTML to text', () => {
  it('omits tags, comments, scripts, styles and the title', () => {
    assert.equal(
      words('<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><p>one</p>two<br>three'),
      'one two three',
    );
    assert.equal(words('a<!-- <b> -->b<SCRIPT>if (a<b) "</p>"</Script >c'), 'ab c');
    assert.equal(words('<?xml version="1.0"?><p class="x">y</p>'), 'y');
  });

  it('does not split words at inline tags', () => {
    assert.equal(words('<b>H</b>ello <a href="x">w</a>orld<td>cell</td>'), 'Hello world cell');
  });

  it('decodes common entities and keeps unknown ones', () => {
    assert.equal(
      words('a &amp; b &lt;c&gt; &eacute;&#233;&#xE9; &hellip;&#128512; &unknown; &amp;lt;'),
      'a & b <c> ééé …😀 &unknown; &lt;',
    );
    assert.equal(words('&#0;&#xD800;&#x110000;&#9999999;'), '\ufffd'.repeat(4));
    assert.equal(words('x&nbsp;y &copy 2025 AT&T'), 'x y © 2025 AT&T');
  });

  it('reads broken markup', () => {
    assert.equal(words('1 < 2 <3 a<'), '1 < 2 <3 a<');
    assert.equal(words('1 < 2 and a<'), '1 < 2 and a<');
    assert.equal(words('text <a href="never closed'), 'text');
    assert.equal(words('text <!-- never closed <p>x'), 'text');
    assert.equal(words('text <script> never closed'), 'text');
  });

  it('takes linear time for a megabyte of any text', () => {
    for (const unit of [
      '<',
      '<a',
      '</',
      '<!--',
      '-->',
      '<script>',
      '<style></style',
      '&',
      '&#',
      '&#x41',
      '<b>',
      '<!-- -->',
    ]) {
      const html = unit.repeat(1_000_000 / unit.length);
      const start = cpuMs();
      htmlToText(html);
      const milliseconds = cpuMs() - start;
      assert.ok(milliseconds < 1000, `${unit}: ${milliseconds} ms`);
    }
  });
});
