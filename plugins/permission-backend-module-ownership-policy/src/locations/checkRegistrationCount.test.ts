import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { checkRegistrationCount } from './checkRegistrationCount';
import { LocationRegistrations } from './LocationRegistrations';

const TOMAS = 'user:default/tomas';
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

async function openRegistrations(count: number) {
  const knex = await databases.init('SQLITE_3');
  const registrations = await LocationRegistrations.create(
    mockServices.database({ knex }),
  );
  const locations = Array.from({ length: count }, (_, index) => ({
    id: `id-${index}`,
    type: 'url',
    target: `https://example.com/${index}`,
  }));
  for (const location of locations) {
    await registrations.record(location, TOMAS);
  }
  return { locations, registrations };
}

const check = (
  user: string,
  registrations: LocationRegistrations,
  items: object[],
) => {
  const catalog = catalogServiceMock.mock();
  catalog.getLocations.mockResolvedValue({ items } as never);
  return checkRegistrationCount(user, {
    auth: mockServices.auth(),
    catalog,
    registrations,
  });
};

it('rejects the 501st location of a user, and does not limit other users', async () => {
  const { locations, registrations } = await openRegistrations(500);
  await expect(check(TOMAS, registrations, locations)).rejects.toThrow(
    'You have registered 500 locations. Unregister some of them',
  );
  await check('user:default/aiko', registrations, locations);
});

it('does not count locations that no longer exist', async () => {
  const { locations, registrations } = await openRegistrations(500);
  await check(TOMAS, registrations, locations.slice(1));
  expect(await registrations.listOf(TOMAS)).toHaveLength(499);
});
