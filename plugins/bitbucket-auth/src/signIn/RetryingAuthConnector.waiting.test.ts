import { HttpResponse } from 'msw';
import {
  type Answer,
  observe,
  TestPortal,
  unavailable,
  uncheckable,
} from './__testUtils__/TestPortal';
import { untilTrue } from './__testUtils__/untilTrue';

const portal = new TestPortal();

beforeAll(() => portal.listen());
afterAll(() => portal.close());
afterEach(() => portal.reset());

const answerWith = (error: unknown) => () =>
  HttpResponse.json({ error } as object, { status: 503 });

describe('The status of RetryingAuthConnector while the portal is unavailable', () => {
  it.each<[string, Answer, object]>([
    [
      'the message of the portal, and that a sign-in is possible',
      () => uncheckable('The portal cannot ask Bitbucket.'),
      { message: 'The portal cannot ask Bitbucket.', canSignIn: true },
    ],
    [
      'only the message of the portal',
      () => unavailable(503),
      { message: 'Database is away', canSignIn: false },
    ],
    [
      'no message after a network error',
      () => HttpResponse.error(),
      { message: undefined, canSignIn: false },
    ],
    [
      'no message for a page from a proxy',
      () => HttpResponse.html('<h1>Bad Gateway</h1>', { status: 502 }),
      { message: undefined, canSignIn: false },
    ],
    [
      'no message that is not a text',
      answerWith({ message: { text: 'Away' }, canSignIn: 'true' }),
      { message: undefined, canSignIn: false },
    ],
    [
      'no blank message',
      answerWith({ message: ' \n' }),
      { message: undefined, canSignIn: false },
    ],
    [
      'at most 500 characters',
      answerWith({ message: 'x'.repeat(100_000) }),
      { message: `${'x'.repeat(499)}…`, canSignIn: false },
    ],
  ])('has %s', async (_, answer, expected) => {
    portal.answerRefresh(answer);
    const { connector } = portal.openTab();

    observe(connector.refreshSession());
    await untilTrue(() => connector.getStatus().state === 'waiting');

    expect(connector.getStatus()).toEqual({ state: 'waiting', ...expected });
    connector.stopRetrying();
  });

  it('changes only when the portal returns another reason', async () => {
    const away = () => unavailable();
    portal.answerRefresh(away, away, () => uncheckable());
    const { connector } = portal.openTab();
    const seen: unknown[] = [];
    connector.subscribe(() => seen.push(connector.getStatus()));

    observe(connector.refreshSession());
    for (const requests of [1, 2]) {
      await untilTrue(() => portal.refreshes.length === requests);
      await portal.settle();
      connector.retryNow();
    }
    await untilTrue(() => seen.length > 1);
    connector.stopRetrying();

    expect(seen).toEqual([
      { state: 'waiting', message: 'Database is away', canSignIn: false },
      {
        state: 'waiting',
        message: 'The portal cannot ask Bitbucket.',
        canSignIn: true,
      },
    ]);
  });
});
