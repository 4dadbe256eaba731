import { type JsonObject } from '@backstage/types';
import { HostileBitbucket } from './HostileBitbucket';
import {
  startPortal,
  type TestPortal,
  type TestPortalOptions,
} from './startPortal';

export interface HostilePortal {
  bitbucket: HostileBitbucket;
  portal: TestPortal;
}

/**
 * Starts a portal that uses a {@link HostileBitbucket}, for all tests of a file. Resets both before each
 * test.
 *
 * @param environments - the settings of each auth environment
 */
export function useHostilePortal(
  environments: { [name: string]: JsonObject } = { development: {} },
  options: Omit<TestPortalOptions, 'environments'> = {},
): HostilePortal {
  const started = {} as HostilePortal;

  beforeAll(async () => {
    const bitbucket = await HostileBitbucket.start();
    const hosts = { baseUrl: bitbucket.url, apiBaseUrl: bitbucket.apiUrl };
    const portal = await startPortal({
      ...options,
      environments: Object.fromEntries(
        Object.entries(environments).map(([name, own]) => [
          name,
          { ...hosts, ...own },
        ]),
      ),
    });
    Object.assign(started, { bitbucket, portal });
  });

  afterAll(async () => {
    await started.portal.close();
    await started.bitbucket.close();
  });

  beforeEach(() => {
    started.bitbucket.reset();
    started.portal.audited.length = 0;
  });

  return started;
}
