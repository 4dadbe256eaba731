import express from 'express';
import { at, productionSettings } from '../__testUtils__/productionConfig';
import { checkSettings } from './checkSettings';

describe('the listener', () => {
  it.each([1, 2, '10.0.0.0/8', ['loopback', '2001:db8::/32', '192.0.2.7']])(
    'accepts %j as the proxies in front of the portal, and describes the effect',
    async value => {
      const settings = await productionSettings(
        at('backend.trustProxy', value),
      );
      expect(
        checkSettings(settings).find(({ key }) => key === 'backend.trustProxy'),
      ).toMatchObject({
        severity: 'note',
        found: expect.stringContaining('the address of a client is'),
      });
    },
  );

  it.each([
    ['2', 2],
    ['10.0.0.0/8, 192.0.2.7', '10.0.0.0/8, 192.0.2.7'],
  ])(
    'reads the proxies %j from the environment, and Express accepts them',
    async (text, expected) => {
      const settings = await productionSettings(
        {},
        { APP_CONFIG_backend_trustProxy: text },
      );
      const value = settings.get('backend.trustProxy');
      expect(value).toBe(expected);
      expect(() => express().set('trust proxy', value)).not.toThrow();
    },
  );

  it.each(['proxy.quayside.test', '10.0.0/8', '10.0.0.0/33'])(
    'rejects %j as the proxies, with which Express does not start',
    async value => {
      expect(() => express().set('trust proxy', value)).toThrow();
      const settings = await productionSettings(
        at('backend.trustProxy', value),
      );
      expect(
        checkSettings(settings).find(({ key }) => key === 'backend.trustProxy'),
      ).toMatchObject({ severity: 'problem' });
    },
  );

  it('reads the keep-alive from the environment', async () => {
    const settings = await productionSettings(
      {},
      { APP_CONFIG_backend_server_keepAliveTimeout: '620s' },
    );
    expect(settings.get('backend.server.keepAliveTimeout')).toBe('620s');
  });

  it.each([
    [undefined, []],
    ['125s', []],
    [{ minutes: 2 }, []],
    ['620s', []],
    [6_000, ['is 6 seconds']],
    [{ seconds: 6 }, ['is 6 seconds']],
    ['60s', ['is 60 seconds']],
  ])(
    'advises on a keep-alive that is shorter than the idle timeout of load balancers (%j)',
    async (value, expected) => {
      const changes =
        value === undefined ? {} : at('backend.server.keepAliveTimeout', value);
      const found = checkSettings(await productionSettings(changes)).filter(
        ({ key }) => key === 'backend.server.keepAliveTimeout',
      );
      expect(found.map(each => each.found)).toEqual(
        expected.map(text => expect.stringContaining(text)),
      );
      expect(found.every(({ severity }) => severity === 'advice')).toBe(true);
    },
  );
});
