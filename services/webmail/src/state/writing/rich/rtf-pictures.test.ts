import assert from 'node:assert/strict';
import { test } from 'node:test';
import { picturesOfRtf } from './rtf-pictures.ts';

const PNG = '89504e470d0a1a0a0000000d49484452'.repeat(4);
const JPEG = 'ffd8ffe000104a464946'.repeat(8);
const octetsOf = async (file: File | undefined) =>
  file && Buffer.from(new Uint8Array(await file.arrayBuffer())).toString('hex');

test('images of Word and LibreOffice are extracted from RTF in order, each once', async () => {
  const word =
    `{\\rtf1 Words {\\*\\shppict{\\pict{\\*\\picprop\\shplid1025{\\sp{\\sn x}{\\sv 1}}}\\picscalex100\\pngblip\\bliptag1{\\*\\blipuid 4cfb17}\r\n` +
    `${PNG.slice(0, 64)}\r\n${PNG.slice(64)}}}{\\nonshppict{\\pict\\wmetafile8 0100}} more \\pard{\\pict\\jpegblip ${JPEG}}` +
    `{\\pict\\wmetafile8\\picw10 010009000003${'00'.repeat(40)}}}`;
  const [first, second, third, ...more] = picturesOfRtf(word, 50);
  assert.deepEqual([first?.type, await octetsOf(first)], ['image/png', PNG]);
  assert.deepEqual([second?.type, await octetsOf(second)], ['image/jpeg', JPEG]);
  assert.deepEqual([third, more], [undefined, []], 'a kind that no browser shows');
  assert.equal(picturesOfRtf(word, 1).length, 1);
});

test('text that is not RTF has no images and takes no time', () => {
  for (const text of ['', '\\pict', '{\\pict\\pngblip', `{\\pict\\pngblip ${'zz'.repeat(50)}}`])
    assert.deepEqual(
      picturesOfRtf(text, 50).filter((each) => each !== undefined),
      [],
    );
  const began = process.cpuUsage().user;
  picturesOfRtf(`{\\pict\\pngblip ${'ab'.repeat(2_000_000)}x}${'{\\pict'.repeat(100_000)}`, 50);
  assert.ok(process.cpuUsage(undefined).user - began < 5_000_000);
});
