import { SignOutChannel } from './SignOutChannel';
import { untilTrue } from './__testUtils__/untilTrue';

const channels: SignOutChannel[] = [];

function openChannel(name: string) {
  const channel = new SignOutChannel(name);
  const received = jest.fn();
  channel.onSignOut(received);
  channels.push(channel);
  return { channel, received };
}

describe('SignOutChannel', () => {
  const OriginalBroadcastChannel = global.BroadcastChannel;

  afterEach(() => {
    channels.splice(0).forEach(channel => channel.close());
    global.BroadcastChannel = OriginalBroadcastChannel;
    jest.restoreAllMocks();
  });

  it('reaches only the other tabs of the same portal', async () => {
    const sender = openChannel('portal-a');
    const other = openChannel('portal-a');
    const stranger = openChannel('portal-b');

    sender.channel.announce();

    await untilTrue(() => other.received.mock.calls.length > 0);
    expect(other.received).toHaveBeenCalledTimes(1);
    expect(sender.received).not.toHaveBeenCalled();
    expect(stranger.received).not.toHaveBeenCalled();
  });

  describe('in a browser without BroadcastChannel', () => {
    beforeEach(() => {
      Object.assign(global, { BroadcastChannel: undefined });
    });

    it('changes a value in the storage, and removes it', () => {
      const setItem = jest.spyOn(Storage.prototype, 'setItem');

      openChannel('portal-a').channel.announce();

      expect(setItem).toHaveBeenCalledWith('portal-a', expect.any(String));
      expect(localStorage.getItem('portal-a')).toBeNull();
    });

    it.each([
      ['a new value', { key: 'portal-a', newValue: '1' }, 1],
      ['the removal of the value', { key: 'portal-a', newValue: null }, 0],
      ['another key', { key: 'portal-b', newValue: '1' }, 0],
    ])('on %s calls the listener %# times', (_, event, expected) => {
      const { channel, received } = openChannel('portal-a');

      window.dispatchEvent(new StorageEvent('storage', event));
      expect(received).toHaveBeenCalledTimes(expected);

      channel.close();
      window.dispatchEvent(new StorageEvent('storage', event));
      expect(received).toHaveBeenCalledTimes(expected);
    });

    it('lets the user sign out if the browser blocks storage', () => {
      jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
        throw new DOMException('blocked', 'SecurityError');
      });

      expect(() => openChannel('portal-a').channel.announce()).not.toThrow();
    });
  });
});
