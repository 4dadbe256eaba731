import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exemptLoopback, proxyForYarn } from './proxyForYarn.cjs';

const proxy = 'http://proxy.quayside.test:3128';

describe('proxyForYarn', () => {
  it('adds nothing without a proxy', () => {
    assert.deepEqual(proxyForYarn({ HTTPS_PROXY: '' }, []), {});
  });

  it('passes the proxy on, in upper and in lower case', () => {
    assert.deepEqual(proxyForYarn({ HTTPS_PROXY: proxy }, []), {
      YARN_HTTPS_PROXY: proxy,
    });
    assert.deepEqual(
      proxyForYarn({ https_proxy: proxy, http_proxy: 'other:3128' }, []),
      { YARN_HTTPS_PROXY: proxy, YARN_HTTP_PROXY: 'http://other:3128' },
    );
  });

  it("keeps the user's own settings of Yarn", () => {
    const env = { HTTPS_PROXY: proxy };
    assert.deepEqual(proxyForYarn({ ...env, YARN_HTTPS_PROXY: '' }, []), {});
    assert.deepEqual(proxyForYarn(env, ['httpsProxy: http://other:1']), {});
  });

  const registry = 'npmRegistryServer: "https://npm.quayside.test/all"';
  for (const [noProxy, isUsed] of [
    ['localhost,127.0.0.1', true],
    ['quayside.test', false],
    ['localhost, .quayside.test', false],
    ['*.quayside.test', false],
    ['npm.quayside.test:443', false],
    ['*', false],
    ['side.test', true],
  ] as const) {
    it(`NO_PROXY=${noProxy}: the registry is ${
      isUsed ? '' : 'not '
    }behind the proxy`, () => {
      const added = proxyForYarn({ HTTPS_PROXY: proxy, NO_PROXY: noProxy }, [
        'enableScripts: false',
        registry,
      ]);
      assert.deepEqual(added, isUsed ? { YARN_HTTPS_PROXY: proxy } : {});
    });
  }
});

describe('exemptLoopback', () => {
  it('adds nothing without a proxy', () => {
    assert.deepEqual(exemptLoopback({ NO_PROXY: 'quayside.test' }), {});
  });

  it('keeps the hosts that the user exempts', () => {
    const hosts = 'quayside.test,localhost,127.0.0.1,::1';
    assert.deepEqual(
      exemptLoopback({ HTTP_PROXY: proxy, NO_PROXY: 'quayside.test' }),
      { NO_PROXY: hosts, no_proxy: hosts },
    );
  });
});
