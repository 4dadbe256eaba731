import { once } from 'node:events';
import { Socket } from 'node:net';
import { ConnectionCounter } from './ConnectionCounter';

describe('the counter of connections', () => {
  it('admits a limited number of connections per key, until one closes', async () => {
    const counter = new ConnectionCounter(2);
    const sockets = [new Socket(), new Socket()];
    const admit = (key: string) => counter.admit(key, new Socket());
    expect(sockets.map(socket => counter.admit('mira', socket))).toEqual([
      true,
      true,
    ]);
    expect([admit('mira'), admit('jonas')]).toEqual([false, true]);
    sockets[0].destroy();
    await once(sockets[0], 'close');
    expect([admit('mira'), admit('mira')]).toEqual([true, false]);
  });

  it('does not count a connection that closed during its handshake', () => {
    const counter = new ConnectionCounter(1);
    const closed = new Socket().destroy();
    expect(counter.admit('mira', closed)).toBe(true);
    expect(counter.admit('mira', new Socket())).toBe(true);
  });
});
