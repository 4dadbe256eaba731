import { SignalClient } from '@backstage/plugin-signals';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import {
  nextMessage,
  openWebSocket,
  subscribe,
} from './__testUtils__/openWebSocket';
import { PORTAL, startSignals } from './__testUtils__/startSignals';

type Portal = Awaited<ReturnType<typeof startSignals>>;
let portal: Portal;

beforeEach(async () => {
  portal = await startSignals();
});

afterEach(() => portal.stop());

async function openPage(token: string) {
  const webSocket = await openWebSocket({ url: portal.url, token });
  await subscribe(webSocket, 'notifications');
  const messages: unknown[] = [];
  webSocket.on('message', data => messages.push(JSON.parse(String(data))));
  return { messages, webSocket };
}

const toMira = { type: 'user', entityRef: 'user:default/mira' } as const;
const toBooking = {
  type: 'user',
  entityRef: ['group:default/booking'],
} as const;
const toAll = { type: 'broadcast' } as const;

const signal = (
  recipients: typeof toMira | typeof toBooking | typeof toAll,
  text: string,
) => ({ channel: 'notifications', message: { text }, recipients } as any);

describe('signals', () => {
  it('reach every page of their users, of the members of their groups, and all pages with a broadcast', async () => {
    const pages = [
      await openPage('mira'),
      await openPage('mira'),
      await openPage('jonas'),
    ];
    const jonas = nextMessage(pages[2].webSocket);
    await portal.publish(signal(toMira, 'for Mira'));
    await portal.publish(signal(toBooking, 'for the team'));
    await portal.publish({ ...signal(toAll, ''), channel: 'other' });
    await portal.publish(signal(toAll, 'for all'));
    expect(await jonas).toEqual({
      channel: 'notifications',
      message: { text: 'for all' },
    });
    await Promise.all(
      pages.map(async ({ webSocket }) => {
        webSocket.ping();
        await once(webSocket, 'pong');
      }),
    );
    const texts = pages.map(({ messages }) =>
      (messages as any[]).map(({ message }) => message.text),
    );
    expect(texts).toEqual([
      ['for Mira', 'for the team', 'for all'],
      ['for Mira', 'for the team', 'for all'],
      ['for all'],
    ]);
  });

  it('stop after the page unsubscribes', async () => {
    const { messages, webSocket } = await openPage('mira');
    await subscribe(webSocket, 'other');
    webSocket.send('{"action":"unsubscribe","channel":"notifications"}');
    webSocket.ping();
    await once(webSocket, 'pong');
    await portal.publish(signal(toMira, 'late'));
    await portal.publish({ ...signal(toMira, 'in time'), channel: 'other' });
    webSocket.ping();
    await once(webSocket, 'pong');
    expect(messages).toEqual([
      { channel: 'other', message: { text: 'in time' } },
    ]);
  });

  it('without a channel or recipients are ignored', async () => {
    const { messages, webSocket } = await openPage('mira');
    await portal.publish({ channel: '', message: {}, recipients: toAll });
    await portal.publish({ channel: 'notifications', message: {} } as any);
    await portal.publish(signal(toMira, 'valid'));
    webSocket.ping();
    await once(webSocket, 'pong');
    expect(messages).toHaveLength(1);
    expect(portal.logger.warn).toHaveBeenCalledTimes(2);
  });
});

describe('a message', () => {
  it('of 95 MB is closed with 1009, and the liveness probe still succeeds', async () => {
    const { webSocket } = await openPage('mira');
    const closed = once(webSocket, 'close');
    // The portal can terminate the connection while the client still sends.
    webSocket.on('error', () => {});
    webSocket.send(Buffer.alloc(95_000_000, 'x'), { binary: false });
    const probe = await fetch(`${portal.url}/.backstage/health/v1/liveness`);
    expect(probe.status).toBe(200);
    expect((await closed)[0]).toBe(1009);
  }, 30_000);

  it.each<[string, number, string | Buffer]>([
    ['larger than 64 KiB in fragments', 1009, 'fragments'],
    ['in binary', 1003, Buffer.from('{"action":"subscribe","channel":"x"}')],
    ['that is not JSON', 1008, '{'],
    ['with an unknown action', 1008, '{"action":"publish","channel":"x"}'],
    [
      'with a long channel name',
      1008,
      `{"action":"subscribe","channel":"${'x'.repeat(257)}"}`,
    ],
  ])('%s is closed with %d', async (_, code, data) => {
    const { webSocket } = await openPage('mira');
    const closed = once(webSocket, 'close');
    if (data === 'fragments') {
      webSocket.send('x'.repeat(40_000), { fin: false });
      webSocket.send('x'.repeat(40_000));
    } else {
      webSocket.send(data);
    }
    expect((await closed)[0]).toBe(code);
  });

  it.each([
    [
      'more than 100 subscriptions',
      (index: number) => `{"action":"subscribe","channel":"${index}"}`,
    ],
    [
      'more than 100 messages in a minute',
      () => '{"action":"subscribe","channel":"notifications"}',
    ],
  ])('is the last accepted one of %s', async (_, message) => {
    const { webSocket } = await openPage('mira');
    const closed = once(webSocket, 'close');
    for (let index = 0; index < 101; index++) {
      webSocket.send(message(index));
    }
    expect((await closed)[0]).toBe(1008);
  });
});

describe('the shutdown of the portal', () => {
  it('closes connections with 1012, so that pages reconnect, and does not wait for the clients', async () => {
    const { webSocket } = await openPage('mira');
    const closed = once(webSocket, 'close');
    await portal.stop();
    expect((await closed)[0]).toBe(1012);
  });

  it('does not wait for a client that does not respond', async () => {
    const { webSocket } = await openPage('mira');
    webSocket.pause();
    await portal.stop();
    const closed = once(webSocket, 'close');
    webSocket.resume();
    expect((await closed)[0]).toBe(1012);
  }, 10_000);
});

/** Fails if the portal changes how it reads the protocol of the page. */
describe('the client of the page', () => {
  /** A browser sets the origin automatically. */
  class PageWebSocket extends WebSocket {
    static opened: PageWebSocket[] = [];

    constructor(url: string, protocol: string) {
      super(url, protocol, { origin: PORTAL });
      PageWebSocket.opened.push(this);
    }
  }
  const native = globalThis.WebSocket;

  beforeEach(() => {
    PageWebSocket.opened = [];
    globalThis.WebSocket = PageWebSocket as any;
  });

  afterEach(() => {
    globalThis.WebSocket = native;
  });

  it('receives signals, reconnects with a fresh token when its token expires, and disconnects', async () => {
    const tokens = ['mira.700', 'mira'];
    const client = SignalClient.create({
      discoveryApi: { getBaseUrl: async id => `${portal.url}/api/${id}` },
      identity: {
        getCredentials: async () => ({ token: tokens.shift() }),
      } as any,
      reconnectTimeout: 10,
    });
    let received: (message: unknown) => void = () => {};
    const next = () => new Promise(resolve => (received = resolve));
    const first = next();
    const { unsubscribe } = client.subscribe('notifications', message =>
      received(message),
    );
    await untilDelivered(first, 'first');

    const [expired] = PageWebSocket.opened;
    expect((await once(expired, 'close'))[0]).toBe(4401);
    await untilDelivered(next(), 'second');

    const closed = once(PageWebSocket.opened[1], 'close');
    unsubscribe();
    await closed;
    expect(tokens).toEqual([]);
  }, 10_000);

  /** Sends signals until the page, which subscribes by itself, receives one. */
  async function untilDelivered(received: Promise<unknown>, text: string) {
    let isReceived = false;
    received.then(() => {
      isReceived = true;
    });
    while (!isReceived) {
      await portal.publish(signal(toMira, text));
      await new Promise(setImmediate);
    }
    expect(await received).toEqual({ text });
  }
});
