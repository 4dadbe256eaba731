import { describeDevice } from './describeDevice';

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

it.each([
  [
    'Firefox on Linux',
    'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0',
  ],
  ['Chrome on Windows', `${WINDOWS} ${WEBKIT} Chrome/130.0.0.0 Safari/537.36`],
  [
    'Edge on Windows',
    `${WINDOWS} ${WEBKIT} Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0`,
  ],
  [
    'Opera on macOS',
    `${MAC} ${WEBKIT} Chrome/129.0.0.0 Safari/537.36 OPR/115.0.0.0`,
  ],
  [
    'Safari on macOS',
    `${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15`,
  ],
  [
    'Safari on iPhone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
  ],
  [
    'Chrome on iPad',
    'Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0 Mobile/15E148 Safari/604.1',
  ],
  [
    'Samsung Internet on Android',
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36',
  ],
  [
    'Chrome on ChromeOS',
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/130.0.0.0 Safari/537.36`,
  ],
  ['Unknown browser', ''],
  ['Unknown browser', undefined],
  ['Unknown browser', '<script>alert(1)</script> mira@harbourbikes.example'],
  ['Unknown browser on Linux', 'Linux <b>10.0.0.7</b>'],
])('%s', (expected, userAgent) => {
  expect(describeDevice(userAgent)).toBe(expected);
});

it('takes little time for a long header', () => {
  const begin = performance.now();
  expect(describeDevice('Mozilla '.repeat(100_000))).toBe('Unknown browser');
  expect(performance.now() - begin).toBeLessThan(500);
});
