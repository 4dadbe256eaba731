import { advanceClock } from '../__testUtils__/clock';
import {
  ACCOUNT,
  type Answer,
  json,
  TOKEN,
} from '../__testUtils__/HostileBitbucket';
import { refresh, useSessionPortals } from '../__testUtils__/useSessionPortals';

const HOUR = 60 * 60 * 1000;

const used = useSessionPortals({
  strict: { sessions: { checkWithin: { seconds: 0 } } },
});

it.each<[string, Answer]>([
  ['an error', json({ type: 'error', error: { message: 'Oops' } }, 500)],
  ['an account that cannot be read', json({ ...ACCOUNT, username: '' })],
])(
  'one account for which Bitbucket returns %s does not stop the checks of other accounts',
  async (_, failure) => {
    const other = await used.signIn('strict');
    used.bitbucket.answer({
      token: json({ ...TOKEN, access_token: 'of-one-account' }),
    });
    const one = await used.signIn('strict');
    used.bitbucket.answer({
      user: (req, res) => {
        const isOne = req.headers.authorization === 'Bearer of-one-account';
        (isOne ? failure : json(ACCOUNT))(req, res);
      },
    });
    const statuses = { one: new Set<number>(), other: new Set<number>() };
    let retryAt = 0;
    for (let second = 0; second < 300; second++) {
      // The page waits like the front end.
      if (second >= retryAt) {
        const { status, retryAfter } = await refresh(one, 'strict');
        statuses.one.add(status);
        retryAt = second + retryAfter;
      }
      if (second % 15 === 0) {
        statuses.other.add((await refresh(other, 'strict')).status);
      }
      advanceClock(1_000);
    }
    expect([...statuses.one]).toEqual([503]);
    expect([...statuses.other]).toEqual([200]);
  },
  60_000,
);

it('one account keeps the 50 sessions with the latest use', async () => {
  advanceClock(2 * HOUR);
  const first = await used.signIn('strict');
  advanceClock(1_000);
  for (let count = 1; count <= 50; count++) {
    await used.signIn('strict');
  }
  // The session ends after the response of the last sign-in.
  let status = 200;
  while (status === 200) {
    ({ status } = await refresh(first, 'strict'));
  }
  expect(status).toBe(401);
});
