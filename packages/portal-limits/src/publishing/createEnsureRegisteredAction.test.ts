import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { type TemplateAction } from '@backstage/plugin-scaffolder-node';
import { createEnsureRegisteredAction } from './createEnsureRegisteredAction';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => {} }));

const REPOSITORY = 'https://bitbucket.org/acme/booking/src/main';
const integrations = ScmIntegrations.fromConfig(
  new ConfigReader({ integrations: { bitbucketCloud: [{}] } }),
);

/** @param errors - of the catalog, one for each registration; then it succeeds */
async function run(...errors: Error[]) {
  const addLocation = jest.fn(async () => {
    const error = errors.shift();
    if (error) {
      throw error;
    }
  });
  const logger = mockServices.logger.mock();
  const catalog = { addLocation, getEntities: async () => ({ items: [] }) };
  const action = createEnsureRegisteredAction(
    integrations,
    catalog as unknown as CatalogService,
  );
  await action.handler({
    input: { repoContentsUrl: REPOSITORY },
    getInitiatorCredentials: async () => ({}),
    logger,
    output() {},
  } as unknown as Parameters<TemplateAction<any, any, any>['handler']>[0]);
  return { addLocation, log: logger.info.mock.calls.join() };
}

const missing = (count: number) =>
  Array.from({ length: count }, () => new NotFoundError('No such file'));

it('asks again while Bitbucket does not return the file of a provider', async () => {
  const { addLocation, log } = await run(...missing(2));
  expect(addLocation).toHaveBeenCalledTimes(3);
  expect(log).toContain('The catalog reads https://');
});

it('leaves the file to the provider if Bitbucket does not return it for long', async () => {
  const { addLocation, log } = await run(...missing(9));
  expect(addLocation).toHaveBeenCalledTimes(4);
  expect(log).toContain('adds it by itself');
});

it('accepts a file that is registered', async () => {
  const { log } = await run(new ConflictError('It exists'));
  expect(log).toContain('already contains');
});

it('fails with other errors', async () => {
  await expect(run(new Error('The database is gone'))).rejects.toThrow(
    'The database is gone',
  );
});
