import catalogPlugin from '@backstage/plugin-catalog-backend';
import { setTimeout } from 'node:timers/promises';
import { entityFile as entity } from '../__testUtils__/entityFile';
import {
  type LimitedBackend,
  REPOSITORY,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

jest.setTimeout(60_000);

describe('a pattern of catalog.rules that trusts one branch', () => {
  let backend: LimitedBackend;

  beforeAll(async () => {
    backend = await startLimitedBackend([catalogPlugin], {
      catalog: {
        processingInterval: { seconds: 1 },
        rules: [
          { allow: ['Component', 'Location'] },
          {
            allow: ['User', 'Group'],
            locations: [{ type: 'url', pattern: `${REPOSITORY}/**` }],
          },
        ],
      },
    });
  });

  afterAll(() => backend?.stop());

  it('does not trust a branch whose name differs in case', async () => {
    backend.files['evil.yaml'] = [
      entity('User', 'attacker', { memberOf: ['group:default/platform'] }),
      entity('Component', 'bait', {
        type: 'service',
        lifecycle: 'p',
        owner: 'x',
      }),
    ].join('\n---\n');
    const response = await backend.send('/api/catalog/locations', {
      type: 'url',
      target: `${REPOSITORY.replace('/main', '/MAIN')}/evil.yaml`,
    });
    expect(response).toMatchObject({ status: 201 });
    const get = (path: string) =>
      backend.send(`/api/catalog/entities/by-name/${path}`);
    while (!(await get('component/default/bait')).text.includes('ownedBy')) {
      await setTimeout(50);
    }
    expect(await get('user/default/attacker')).toMatchObject({ status: 404 });
  });
});
