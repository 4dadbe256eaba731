import { EventEmitter } from 'node:events';
import { WebSocket } from 'ws';
import { connectionLimits } from './limits';
import { SignalConnection } from './SignalConnection';
import { SignalHub } from './SignalHub';

/** A WebSocket whose client confirms a close only when the test requests it. */
class FakeWebSocket extends EventEmitter {
  readyState: number = WebSocket.OPEN;
  bufferedAmount = 0;
  close = jest.fn(() => {
    this.readyState = WebSocket.CLOSING;
  });
  pause = jest.fn();
  ping = jest.fn();
  send = jest.fn();
  terminate = jest.fn(() => {
    this.readyState = WebSocket.CLOSED;
    this.emit('close');
  });

  receive(message: object) {
    this.emit('message', Buffer.from(JSON.stringify(message)), false);
  }
}

function open(tokenLifetime?: number) {
  const webSocket = new FakeWebSocket();
  const connection = new SignalConnection({
    limits: connectionLimits,
    user: {
      userEntityRef: 'user:default/mira',
      ownershipEntityRefs: ['user:default/mira'],
      tokenExpiresAt:
        tokenLifetime === undefined ? undefined : Date.now() + tokenLifetime,
    },
    webSocket: webSocket as unknown as WebSocket,
  });
  const hub = new SignalHub(connectionLimits);
  hub.add(connection);
  return { connection, hub, webSocket };
}

const MINUTE = 60_000;
const subscription = { action: 'subscribe', channel: 'notifications' };
const broadcast = {
  channel: 'notifications',
  message: {},
  recipients: { type: 'broadcast' },
};

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

/** Advances the time and answers pings. */
function pass(webSocket: FakeWebSocket, time: number) {
  for (let passed = 0; passed < time; passed += 10_000) {
    jest.advanceTimersByTime(10_000);
    webSocket.emit('pong');
  }
}

describe('a connection', () => {
  it('is closed after a minute without a subscription, so that the page does not connect again', () => {
    const { webSocket } = open();
    pass(webSocket, MINUTE - 10_000);
    webSocket.receive(subscription);
    pass(webSocket, 3 * MINUTE);
    expect(webSocket.close).not.toHaveBeenCalled();
    webSocket.receive({ ...subscription, action: 'unsubscribe' });
    pass(webSocket, MINUTE);
    expect(webSocket.close).toHaveBeenCalledWith(1000);
  });

  it('is closed when its token expires', () => {
    const { webSocket } = open(5 * MINUTE);
    webSocket.receive(subscription);
    pass(webSocket, 5 * MINUTE - 10_000);
    expect(webSocket.close).not.toHaveBeenCalled();
    pass(webSocket, 10_000);
    expect(webSocket.close).toHaveBeenCalledWith(4401);
  });

  it.each([undefined, 100 * 24 * 60 * MINUTE])(
    'is closed after an hour with a token that expires in %p ms',
    lifetime => {
      const { webSocket } = open(lifetime);
      webSocket.receive(subscription);
      pass(webSocket, 60 * MINUTE - 10_000);
      expect(webSocket.close).not.toHaveBeenCalled();
      pass(webSocket, 10_000);
      expect(webSocket.close).toHaveBeenCalledWith(4401);
    },
  );

  it('is closed when the client does not answer a ping', () => {
    const { webSocket } = open();
    webSocket.receive(subscription);
    pass(webSocket, 2 * MINUTE);
    expect(webSocket.ping).toHaveBeenCalledTimes(4);
    jest.advanceTimersByTime(30_000);
    expect(webSocket.terminate).not.toHaveBeenCalled();
    jest.advanceTimersByTime(30_000);
    expect(webSocket.terminate).toHaveBeenCalled();
  });

  it('is closed when its client leaves more than 1 MiB unread', () => {
    const { hub, webSocket } = open();
    webSocket.receive(subscription);
    webSocket.bufferedAmount = 1024 * 1024;
    hub.deliver(broadcast);
    expect(webSocket.send).toHaveBeenCalledTimes(1);
    webSocket.bufferedAmount += 1;
    hub.deliver(broadcast);
    expect(webSocket.send).toHaveBeenCalledTimes(1);
    expect(webSocket.terminate).toHaveBeenCalled();
  });

  it.each(['a close', 'an error'])(
    'is closed when its client does not confirm %s within 2 seconds',
    async cause => {
      const { connection, webSocket } = open();
      if (cause === 'a close') {
        connection.close('restart');
      } else {
        webSocket.emit('error', new RangeError('Max payload size exceeded'));
      }
      jest.advanceTimersByTime(1_999);
      expect(webSocket.terminate).not.toHaveBeenCalled();
      jest.advanceTimersByTime(1);
      expect(webSocket.terminate).toHaveBeenCalled();
    },
  );

  it('can send 100 messages per minute, pings included', () => {
    const { webSocket } = open();
    // Together with the pongs, the client sends 100 messages per minute.
    for (let minute = 0; minute < 2; minute++) {
      for (let count = 0; count < 47; count++) {
        webSocket.receive(subscription);
        webSocket.emit('ping');
      }
      pass(webSocket, MINUTE);
    }
    expect(webSocket.close).not.toHaveBeenCalled();
    for (let count = 0; count < 101; count++) {
      webSocket.emit('ping');
    }
    expect(webSocket.close).toHaveBeenCalledWith(1008);
  });

  it.each(['open', 'closing'])(
    'reads no more messages after 100 in a minute while it is %s',
    async state => {
      const { connection, webSocket } = open();
      if (state === 'closing') {
        connection.close('restart');
      }
      for (let count = 0; count < 50; count++) {
        webSocket.receive(subscription);
        webSocket.emit('pong');
      }
      expect(webSocket.pause).not.toHaveBeenCalled();
      webSocket.receive(subscription);
      expect(webSocket.pause).toHaveBeenCalled();
      expect(webSocket.close).toHaveBeenCalledTimes(1);
      jest.advanceTimersByTime(2_000);
      expect(webSocket.terminate).toHaveBeenCalled();
    },
  );

  it.each([
    ['that is not JSON', 'x'.repeat(65_536), false],
    ['in binary', 'x', true],
  ])('reads nothing more after a message %s', (_, text, isBinary) => {
    const { webSocket } = open();
    webSocket.emit('message', Buffer.from(text), isBinary);
    expect(webSocket.close).toHaveBeenCalledTimes(1);
    expect(webSocket.pause).toHaveBeenCalled();
  });

  it('leaves no timer behind', () => {
    const { connection, hub, webSocket } = open(5 * MINUTE);
    connection.close('restart');
    webSocket.terminate();
    hub.close();
    expect(jest.getTimerCount()).toBe(0);
  });
});
