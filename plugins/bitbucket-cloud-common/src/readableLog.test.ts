import { readableLog } from './readableLog';

describe('readableLog', () => {
  it.each([
    ['\u001b[31mfailed\u001b[0m', 'failed'],
    ['\u001b[1;38;5;208mbold\u001b[m \u001b[2K\u001b[1Gdone', 'bold done'],
    ['\u001b]0;a title\u0007text', 'text'],
    ['\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001b(Btext\u001bM', 'text'],
    ['one\r\ntwo\r\n', 'one\ntwo\n'],
    ['10 %\r50 %\r100 %\nnext', '100 %\nnext'],
    ['10 %\r100 %\r', '100 %'],
    ['10 %\r100 %\r\r\n\r\r\nend', '100 %\n\nend'],
    ['a\u202eb', 'a\\u202Eb'],
    ['a\0b\u0008c', 'a\\u0000b\\u0008c'],
    ['cut \u001b[3', 'cut \\u001B[3'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['tab\tstays\n', 'tab\tstays\n'],
  ])('returns %j as %j', (text, expected) => {
    expect(readableLog(text)).toBe(expected);
  });

  it('takes little time for a log of many escapes or returns', () => {
    const started = performance.now();
    readableLog(`${'\r'.repeat(65_000)}x`);
    readableLog('\u001b]'.repeat(32_000));
    readableLog('\u001b[0'.repeat(22_000));
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
